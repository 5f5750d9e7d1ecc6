/// Events that name a response which was never created, in a capture that has all that were.
import RealtimeProtocol

extension ModelConnection {
    /// Nothing of it but such events: there is no turn behind it.
    func isPhantom(_ response: ResponseTrace) -> Bool {
        isWhole && response.created == nil && response.done == nil && echoes.first?.isCreated == true
            && serverCounts[.responseCreated] != nil && opening?.isCompanion != true
    }

    /// A `response.done` alone is met in races after an interruption, and proves nothing unless another response waits for its own.
    var misnamedResponses: [ResponseTrace] {
        guard isWhole, echoes.first?.isCreated == true, opening?.isCompanion != true else { return [] }
        return responses.enumerated().filter { number, response in
            guard response.created == nil else { return false }
            if response.itemsAdded > 0 || response.audio.deltas > 0 || response.textDeltas > 0 { return true }
            guard response.done != nil else { return response.firstItem != nil || !response.contentKinds.isEmpty }
            return !response.isCancelled
                && responses[..<number].contains { $0.created != nil && $0.done == nil && !$0.isOutOfBand }
        }.map(\.element)
    }
}

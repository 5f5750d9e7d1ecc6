/// What became of a `session.update`.
import RealtimeProtocol

extension Timeline {
    /// A refusal in a log without the client's side, after which the service confirmed an update.
    func isCorrected(_ error: ModelConnection.ErrorEvent, of index: Int) -> Bool {
        let connection = connections[index]
        return error.answers == .update && connection.updates.isEmpty
            && connection.echoes.contains { !$0.isCreated && $0.moment > error.moment }
    }

    /// A refused or unanswered update that a later one made good before the first turn needed it.
    func isCorrected(_ number: Int, of index: Int) -> Bool {
        let connection = connections[index]
        let sent = connection.updates[number].moment
        let accepted = connection.updates[(number + 1)...].compactMap { $0.accepted }.map {
            connection.echoes[$0].moment
        }.min()
        guard let accepted else { return false }
        let firstTurn = turns(on: index).first {
            ($0.due ?? $0.start) > sent && $0.kind == .spoken || $0.request != nil && $0.start > sent
        }
        return firstTurn.map { accepted < ($0.due ?? $0.start) } ?? true
    }

    /// Neither accepted nor refused, though there was time, or though later requests were served.
    func isUpdateLost(_ number: Int, of index: Int) -> Bool {
        let connection = connections[index]
        let update = connection.updates[number]
        guard update.accepted == nil, update.refused == nil, connection.serverEvents > 0,
            connection.isOpen(at: update.moment), !isCorrected(number, of: index)
        else { return false }
        // A log that leaves out the items of its responses may leave out session.updated too.
        if !isCapture, !connection.responses.isEmpty, connection.itemEvents == 0 { return false }
        if patience[index].isProven([.sessionUpdated], after: update.moment, seconds: 3) { return true }
        // The service takes events in order: a later request that was served shows that this one was passed over.
        // So does audio that was appended after it and heard.
        let isHeardPast = connection.segments.contains {
            $0.started > update.moment && Double($0.startMs ?? 0) > update.moment.appendedMs + 500
        }
        return isHeardPast
            || connection.responses.contains { response in
                response.done != nil && response.first > update.moment
                    && connection.requests.contains { $0.moment > update.moment && $0.moment < response.first }
            }
    }
}

/// Looks for one call's audio in another: only where a call has sound that its own legs do not explain.
package import SpeechAudio

package struct CrossTalk: Sendable {
    /// Indices into ``Timeline/calls``.
    package var from: Int
    package var into: Int
    /// Towards the model.
    package var isUp: Bool
    package var milliseconds: Double
    /// Of the call that it came into.
    package var places: [Fidelity.Stretch]

    /// Sound that nothing explains, ms.
    private static let least = 800.0

    static func find(
        _ calls: [Call], _ phones: [PhoneConnection], _ connections: [ModelConnection], _ fidelities: [CallFidelity]
    ) -> [CrossTalk] {
        guard calls.count(where: { !$0.phones.isEmpty }) > 1 else { return [] }
        var found: [CrossTalk] = []
        for isUp in [false, true] {
            let originals = calls.map { call in
                isUp
                    ? CallFidelity.joined(call.phones.map { phones[$0].callerTrack })
                    : CallFidelity.joined(call.connections.map { connections[$0].replyTrack })
            }
            for (into, call) in calls.enumerated() {
                let copy =
                    isUp
                    ? CallFidelity.joined(call.connections.map { connections[$0].appendedTrack })
                    : CallFidelity.joined(call.phones.map { phones[$0].mediaTrack })
                guard let copy, found.count < 100 else { continue }
                let own = isUp ? fidelities[into].up.result : fidelities[into].down.result
                let foreign =
                    own.map { $0.notComparable == nil ? $0.foreign : Fidelity.speechPlaces(of: copy) }
                    ?? Fidelity.speechPlaces(of: copy)
                let unexplained = foreign.reduce(0) { $0 + $1.milliseconds }
                guard unexplained >= least else { continue }
                for from in calls.indices where from != into {
                    guard let original = originals[from] else { continue }
                    let result = Fidelity(of: copy, original: original)
                    guard result.notComparable == nil, result.isSurelySame, result.foundMs >= least else { continue }
                    // What its own legs explain may be like what others say.
                    let there = foreign.filter { stretch in
                        result.matches.contains {
                            $0.copyMs + $0.lengthMs > stretch.startMs && $0.copyMs < stretch.endMs
                        }
                    }
                    let ms = there.reduce(0) { $0 + $1.milliseconds }
                    guard ms >= least else { continue }
                    found.append(CrossTalk(from: from, into: into, isUp: isUp, milliseconds: ms, places: there))
                    break
                }
            }
        }
        return found
    }
}

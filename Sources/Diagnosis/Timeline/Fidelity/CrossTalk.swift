/// Looks for one call's audio in another: only where a call has sound that its own legs do not explain.
import CallCapture
import JSONText
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

    /// A second and some of another caller's print.
    private static let leastPrint = 1.2

    /// By the prints of the callers, which no likeness of words can imitate.
    static func byVoicePrints(
        _ calls: [Call], _ phones: [PhoneConnection], _ connections: [ModelConnection], _ observations: [Observation]
    ) -> [CrossTalk] {
        var numbers: [String: Int] = [:]
        for observation in observations where observation.kind == ObservationKind.call {
            if let name = observation.data["connection"]?.string, let number = observation.data["voicePrint"]?.integer {
                numbers[name] = number
            }
        }
        let prints = calls.map { call in call.phones.lazy.compactMap { numbers[phones[$0].name] }.first }
        var found: [CrossTalk] = []
        for (into, call) in calls.enumerated() {
            // A session that nobody is known to own may be anyone's.
            guard let own = prints[into] else { continue }
            for connection in call.connections {
                let heard = connections[connection].voicePrints?.heard ?? [:]
                for (number, seconds) in heard.sorted(by: { $0.key < $1.key }) where number != own {
                    guard seconds >= leastPrint, let from = prints.firstIndex(of: number), found.count < 100 else {
                        continue
                    }
                    let place = connections[connection].appended.first.map {
                        Fidelity.Stretch(startMs: 0, endMs: seconds * 1_000, frame: $0.frame, time: $0.time)
                    }
                    found.append(
                        CrossTalk(
                            from: from, into: into, isUp: true, milliseconds: seconds * 1_000,
                            places: [place].compactMap(\.self)))
                }
            }
        }
        return found
    }

    /// What a call said did not come where it belongs.
    private static func isRobbed(_ fidelity: CallFidelity, isUp: Bool) -> Bool {
        let way = isUp ? fidelity.up : fidelity.down
        guard let result = way.result else { return true }
        return result.notComparable != nil || way.lostMs >= least
    }

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
                // Two sessions may say the same words; then what is heard twice may be another one's.
                let again = own?.repeated ?? []
                let unexplained = (foreign + again).reduce(0) { $0 + $1.milliseconds }
                guard unexplained >= least else { continue }
                // A session without a caller may be that of a caller without a session.
                for from in calls.indices
                where from != into && !(calls[from].phones.isEmpty && call.connections.isEmpty)
                    && !(calls[from].connections.isEmpty && call.phones.isEmpty)
                {
                    guard let original = originals[from] else { continue }
                    let result = Fidelity(of: copy, original: original)
                    guard result.notComparable == nil, result.isSurelySame, result.foundMs >= least else { continue }
                    // What its own legs explain may be like what others say.
                    let there =
                        foreign.filter { stretch in
                            result.matches.contains {
                                $0.copyMs + $0.lengthMs > stretch.startMs && $0.copyMs < stretch.endMs
                            }
                        }
                        + (isRobbed(fidelities[from], isUp: isUp) ? again : [])
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

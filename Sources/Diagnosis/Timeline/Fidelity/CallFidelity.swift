/// How the audio of a call came through its bridge, each way: what is wrong with it, and what is missing without a reason.
package import SpeechAudio

package struct CallFidelity: Sendable {
    /// One way of a call.
    package struct Way: Sendable {
        /// Nil: there is nothing to compare.
        package var result: Fidelity?
        package var whyNot = ""
        /// Speech that did not come through though nothing explains it, in order.
        package var lost: [Loss] = []
        /// Speech that was kept back for a reason, ms.
        package var excusedMs = 0.0

        /// Seconds of speech went in, and as much came out that is not like it.
        var isUnrecognised: Bool { result.map { $0.notComparable != nil && $0.speechMs >= 2_000 } ?? false }
        package var lostMs: Double { lost.reduce(0) { $0 + $1.stretch.milliseconds } }
    }

    package struct Loss: Sendable, Equatable {
        /// Of the original.
        package var stretch: Fidelity.Stretch
        /// Nothing of the utterance comes after it.
        package var isTail = false
        /// Nothing of the utterance comes before it.
        package var isHead = false
        /// Of the reply that it belongs to: indices into ``Timeline/connections`` and its items.
        package var reply: ReplyPlace?

        package struct ReplyPlace: Sendable, Equatable {
            package var connection: Int
            package var item: Int
        }
    }

    /// Index into ``Timeline/calls``.
    package var call: Int
    /// What the carrier was sent that came back to the model and not by the caller's line, ms of speech.
    package var fedBackMs: Double?
    /// The caller, for the model.
    package var up = Way()
    /// The model, for the caller.
    package var down = Way()

    /// Faults of one way that no reason explains: losses are judged by what is unexcused.
    package static func faults(of way: Way) -> [Fidelity.Fault] {
        (way.result?.faults ?? []).compactMap { fault in
            guard case .missing = fault else { return fault }
            guard way.lostMs >= Fidelity.audibleLossMs else { return nil }
            return .missing(ms: way.lostMs, places: way.lost.count)
        }
    }

    /// Of a capture that holds fewer connections: from their indices in the larger one.
    mutating func renumber(_ connections: [Int: Int]) {
        func moved(_ losses: [Loss]) -> [Loss] {
            losses.map { loss in
                var loss = loss
                loss.reply = loss.reply.flatMap { reply in
                    connections[reply.connection].map { .init(connection: $0, item: reply.item) }
                }
                return loss
            }
        }
        up.lost = moved(up.lost)
        down.lost = moved(down.lost)
    }

    /// Joined tracks of the connections of a call; nil when none has audio, or when they ran side by side.
    static func joined(_ tracks: [AudioTrack?]) -> AudioTrack? {
        let all = tracks.compactMap { $0 }.filter { $0.milliseconds > 0 }.sorted {
            ($0.places.first?.frame ?? 0) < ($1.places.first?.frame ?? 0)
        }
        guard var joined = all.first else { return nil }
        for next in all.dropFirst() {
            // Side by side they are not one stream: then the longest speaks for the call.
            if (next.places.first?.frame ?? 0) < (joined.places.last?.frame ?? 0) {
                if next.milliseconds > joined.milliseconds * 1.5 { joined = next }
                continue
            }
            joined.append(next)
        }
        return joined
    }
}

extension Fidelity {
    /// Speech that a listener misses, ms.
    package static let audibleLossMs = 150.0

    /// What a reason may explain, sentence included: the worst of `faults`.
    package func sentence(_ side: Side, faults: [Fault]) -> String {
        var other = self
        other.faults = faults
        return other.sentence(side)
    }
}

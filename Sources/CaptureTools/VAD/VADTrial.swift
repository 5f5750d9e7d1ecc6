// One setting of the turn-taker on one recording: what becomes of every utterance, and what else it takes for one.
import SpeechAudio

package struct VADTrial: Sendable, Equatable {
    package var settings: VADSettings
    /// Utterances of which nothing is heard.
    package var lost: [SpokenStretch] = []
    /// Utterances whose beginning lies before the turn, by more than ``tolerance``; and how much of it, ms, at most.
    package var clipped: [SpokenStretch] = []
    package var clippedMs = 0
    /// Utterances that are taken for two turns or more: the caller is answered in mid-sentence.
    package var split: [SpokenStretch] = []
    /// Utterances whose turn is not over when the next one begins: two sentences get one answer.
    package var joined: [SpokenStretch] = []
    /// Utterances whose turn never ends, with a second of silence behind the recording.
    package var endless = 0
    /// Turns in which nobody speaks.
    package var falseStarts: [SpokenStretch] = []
    /// From the end of an utterance to the end of its turn, ms, in the middle; nil when no turn ends.
    package var delayMs: Int?

    /// A beginning that nobody misses, ms.
    package static let tolerance = 60
    /// Utterances that follow so soon may well be one turn, ms.
    private static let apart = 1_500

    /// The turns of a detector: with its end where it ends.
    struct Turn {
        /// Detected, without the padding.
        var startMs: Int
        var endMs: Int?
    }

    init(_ settings: VADSettings, turns: [Turn], utterances: [SpokenStretch]) {
        self.settings = settings
        var delays: [Int] = []
        var used = Set<Int>()
        for (number, utterance) in utterances.enumerated() {
            let own = turns.indices.filter { index in
                turns[index].startMs < utterance.toMs && turns[index].endMs ?? .max > utterance.fromMs
            }
            used.formUnion(own)
            guard let first = own.first, let last = own.last else {
                lost.append(utterance)
                continue
            }
            let earliest = first > 0 ? turns[first - 1].endMs ?? 0 : 0
            let begins = max(turns[first].startMs - settings.prefixMs, earliest)
            if begins > utterance.fromMs + Self.tolerance {
                clipped.append(utterance)
                clippedMs = max(clippedMs, begins - utterance.fromMs)
            }
            if own.count > 1 { split.append(utterance) }
            guard let end = turns[last].endMs else {
                endless += 1
                continue
            }
            if number + 1 < utterances.count, end > utterances[number + 1].fromMs {
                if utterances[number + 1].fromMs - utterance.toMs >= Self.apart { joined.append(utterance) }
            } else {
                delays.append(max(0, end - utterance.toMs))
            }
        }
        falseStarts = turns.indices.filter { !used.contains($0) }.map {
            SpokenStretch(fromMs: turns[$0].startMs, toMs: turns[$0].endMs ?? turns[$0].startMs)
        }
        delayMs = delays.isEmpty ? nil : delays.sorted()[delays.count / 2]
    }

    /// What goes wrong, weighed: words that are lost are worse than a caller who is answered in mid-sentence, that is worse than an
    /// answer to a noise, and that is worse than a cut beginning. A turn that never ends is lost as well.
    package var damage: Int {
        12 * (lost.count + endless) + 6 * split.count + 4 * falseStarts.count + 3 * joined.count + 2 * clipped.count
    }
}

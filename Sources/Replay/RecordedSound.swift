// The samples of a recorded call: a capture's verdict needs none of them, its replay all.
package import Diagnosis
import SpeechAudio

/// What the caller said and what the model said in each response, as samples.
package struct RecordedSound: Sendable {
    /// One connection's audio of the caller.
    package struct Tape: Sendable {
        /// Hz
        package var rate: Int
        package private(set) var samples: [Int16] = []
        /// When the first sample came, and every second after it: seconds of the capture.
        package private(set) var times: [(sample: Int, seconds: Double)] = []
        /// Where somebody speaks, on the clock of the samples.
        package private(set) var speech = AppendedAudio()

        /// Three hours of a telephone's.
        private static let capacity = 8_000 * 3_600 * 3
        /// Lost frames are silence; a jump beyond this is another clock, ms.
        private static let longestLoss = 60_000.0

        init(rate: Int) { self.rate = rate }

        /// The recorder kept the audio, and not only its beginnings or its sums.
        package var isWhole: Bool { speech.isMeasured }

        package var milliseconds: Double { Double(samples.count) * 1_000 / Double(rate) }

        /// - Parameter position: Of the payload on the carrier's clock, ms.
        mutating func receive(_ more: [Int16], at seconds: Double?, position: Double?) {
            if let position, position > milliseconds + 1, position - milliseconds < Self.longestLoss {
                append(Array(repeating: 0, count: Int((position - milliseconds) * Double(rate) / 1_000)), seconds)
            }
            append(more, seconds)
        }

        /// A payload that is no base64: the recorder cut it.
        mutating func receiveBroken(at seconds: Double?) { speech.countUnreadable(at: Moment(frame: 0, time: seconds)) }

        private mutating func append(_ more: [Int16], _ seconds: Double?) {
            guard samples.count + more.count <= Self.capacity else { return }
            if let seconds, times.last.map({ samples.count - $0.sample >= rate }) ?? true {
                times.append((samples.count, seconds))
            }
            let moment = Moment(frame: 0, time: seconds)
            speech.receive(more, bytes: more.count * 2, in: .pcm16(rate: rate), at: moment)
            samples += more
        }

        /// Somebody who spoke to the very end has said something.
        mutating func finish() { speech.close() }

        /// When a position of the tape passed, seconds of the capture; nil without times.
        package func time(ofMs position: Double) -> Double? {
            let sample = Int(position * Double(rate) / 1_000)
            guard let near = times.last(where: { $0.sample <= sample }) ?? times.first else { return nil }
            return near.seconds + Double(sample - near.sample) / Double(rate)
        }

        package func samples(fromMs: Double, toMs: Double) -> [Int16] {
            let first = max(0, min(Int(fromMs * Double(rate) / 1_000), samples.count))
            let last = max(first, min(Int(toMs * Double(rate) / 1_000), samples.count))
            return Array(samples[first..<last])
        }
    }

    /// What the model said in one response.
    package struct Reply: Sendable {
        /// Hz
        package var rate: Int
        package var samples: [Int16]
    }

    /// By the name of the connection: `p1`, `m1`.
    package let tapes: [String: Tape]
    /// By connection and response id.
    package let replies: [String: [String: Reply]]

    init(tapes: [String: Tape], replies: [String: [String: Reply]]) {
        self.tapes = tapes
        self.replies = replies
    }
}

// The samples of a recorded call: a capture's verdict needs none of them, its replay all.
package import Diagnosis
import SpeechAudio

/// What the caller said and what the model said in each response, as samples.
package struct RecordedSound: Sendable {
    /// One connection's audio of the caller, in the bytes that it travelled in.
    package struct Tape: Sendable {
        private var encoding: AudioEncoding
        private var bytes: [UInt8] = []
        /// From the rate of a format that came later.
        private var resampler: Resampler?
        /// When the first sample came, and every second after it: seconds of the capture.
        package private(set) var times: [(sample: Int, seconds: Double)] = []
        /// Where somebody speaks, on the clock of the samples.
        package private(set) var speech = AppendedAudio()

        /// Three hours of a telephone's.
        private static let capacity = 8_000 * 3_600 * 3
        /// Lost frames are silence; a jump beyond this is another clock, ms.
        private static let longestLoss = 60_000.0

        init(_ encoding: AudioEncoding) { self.encoding = encoding }

        /// Hz
        package var rate: Int { encoding.sampleRate }

        package var isEmpty: Bool { bytes.isEmpty }

        /// The recorder kept the audio, and not only its beginnings or its sums.
        package var isWhole: Bool { speech.isMeasured }

        package var milliseconds: Double { Double(count) * 1_000 / Double(rate) }

        private var count: Int { bytes.count / encoding.bytesPerSample }

        /// - Parameters:
        ///   - samples: What the payload decodes to.
        ///   - position: Of the payload on the carrier's clock, ms.
        mutating func receive(
            _ payload: [UInt8], _ samples: [Int16], as encoding: AudioEncoding, at seconds: Double?, position: Double?
        ) {
            if let position, position > milliseconds + 1, position - milliseconds < Self.longestLoss {
                let lost = [Int16](repeating: 0, count: Int((position - milliseconds) * Double(rate) / 1_000))
                append(self.encoding.encode(lost), lost, seconds)
            }
            if encoding == self.encoding { return append(payload, samples, seconds) }
            // The session changed its format in mid-call.
            let linear = AudioEncoding.pcm16(rate: rate)
            if self.encoding != linear {
                bytes = linear.encode(self.encoding.decode(bytes))
                self.encoding = linear
            }
            if resampler?.inputRate != encoding.sampleRate {
                resampler = Resampler(from: encoding.sampleRate, to: rate)
            }
            let resampled = resampler?.receive(samples) ?? samples
            append(linear.encode(resampled), resampled, seconds)
        }

        /// A payload that is no base64: the recorder cut it.
        mutating func receiveBroken(at seconds: Double?) { speech.countUnreadable(at: Moment(frame: 0, time: seconds)) }

        private mutating func append(_ more: [UInt8], _ samples: [Int16], _ seconds: Double?) {
            guard count + samples.count <= Self.capacity else { return }
            if let seconds, times.last.map({ count - $0.sample >= rate }) ?? true { times.append((count, seconds)) }
            speech.receive(
                samples, bytes: samples.count * 2, in: .pcm16(rate: rate), at: Moment(frame: 0, time: seconds))
            // Half a sample at the end would shift all that follow.
            bytes += more.prefix(samples.count * encoding.bytesPerSample)
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
            let first = max(0, min(Int(fromMs * Double(rate) / 1_000), count))
            let last = max(first, min(Int(toMs * Double(rate) / 1_000), count))
            return encoding.decode(Array(bytes[first * encoding.bytesPerSample..<last * encoding.bytesPerSample]))
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

// The samples of a recorded call: a capture's verdict needs none of them, its replay all.
import Base64Coding
package import CallCapture
package import Diagnosis
import JSONText
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
        mutating func receive(_ bytes: [UInt8], as encoding: AudioEncoding, at seconds: Double?, position: Double?) {
            if let position, position > milliseconds + 1, position - milliseconds < Self.longestLoss {
                append(Array(repeating: 0, count: Int((position - milliseconds) * Double(rate) / 1_000)), seconds)
            }
            append(encoding.decode(bytes), seconds)
        }

        /// A payload that is no base64: the recorder cut it.
        mutating func receiveBroken(at seconds: Double?) { speech.countUnreadable(at: Moment(frame: 0, time: seconds)) }

        private mutating func append(_ more: [Int16], _ seconds: Double?) {
            guard samples.count + more.count <= Self.capacity else { return }
            if let seconds, times.last.map({ samples.count - $0.sample >= rate }) ?? true {
                times.append((samples.count, seconds))
            }
            let moment = Moment(frame: 0, time: seconds)
            more.withUnsafeBufferPointer {
                speech.receive($0, bytes: more.count * 2, in: .pcm16(rate: rate), at: moment)
            }
            samples += more
        }

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

    /// By the name of the connection: `p1`, `m1`.
    package private(set) var tapes: [String: Tape] = [:]
    /// By connection and response id; at 24,000 Hz.
    package private(set) var replies: [String: [String: [Int16]]] = [:]
    private var formats: [String: (input: AudioEncoding, output: AudioEncoding)] = [:]
    private var phones: [String: AudioEncoding] = [:]
    private let plain: [String: PlainAudio]
    private var pending: [String: [String: (encoding: AudioEncoding, bytes: [UInt8])]] = [:]

    /// - Parameter plain: Connections of the phone leg without a carrier, and how their audio travels.
    package init(plain: [String: PlainAudio] = [:]) { self.plain = plain }

    package mutating func receive(_ record: CaptureRecord) {
        guard case .frame(let frame) = record else { return }
        if frame.leg == .phone, let format = plain[frame.connectionName] { return receive(frame, format) }
        guard frame.operation == .text, let json = try? JSON(parsing: frame.payload) else { return }
        switch frame.leg {
        case .phone: receivePhone(json, frame)
        case .model: receiveModel(json, frame)
        }
    }

    private mutating func receive(_ frame: FrameView, _ format: PlainAudio) {
        guard frame.direction == .up else { return }
        let bytes: [UInt8]?
        if let path = format.path {
            let message = frame.operation == .text ? try? JSON(parsing: frame.payload) : nil
            bytes = path.reduce(message) { $0?[$1] }?.string.flatMap { Base64.decode($0) }
        } else {
            bytes = frame.operation == .binary ? frame.binary : nil
        }
        guard let bytes else { return }
        tapes[frame.connectionName, default: Tape(rate: format.encoding.sampleRate)].receive(
            bytes, as: format.encoding, at: frame.seconds, position: nil)
    }

    private mutating func receivePhone(_ json: JSON, _ frame: FrameView) {
        guard frame.direction == .up else { return }
        let name = frame.connectionName
        switch json["event"]?.string {
        case "start":
            phones[name] = AudioEncoding(mediaFormat: json["start"]?["mediaFormat"])
        case "media":
            guard let media = json["media"], media["track"]?.string ?? "inbound" == "inbound",
                let payload = media["payload"]?.string
            else { return }
            let encoding = phones[name] ?? .pcmu
            guard let bytes = Base64.decode(payload) else {
                tapes[name, default: Tape(rate: encoding.sampleRate)].receiveBroken(at: frame.seconds)
                return
            }
            let position = media["timestamp"]?.string.flatMap { Double($0) } ?? media["timestamp"]?.number
            // The stamp of a frame is that of its end.
            let start = position.map { $0 - encoding.milliseconds(ofBytes: bytes.count) - 20 }
            tapes[name, default: Tape(rate: encoding.sampleRate)].receive(
                bytes, as: encoding, at: frame.seconds, position: start)
        default: break
        }
    }

    private mutating func receiveModel(_ json: JSON, _ frame: FrameView) {
        let name = frame.connectionName
        switch (json["type"]?.string, frame.direction) {
        case ("session.created", .down), ("session.updated", .down):
            guard let session = json["session"] else { return }
            let facts = SessionFacts(session)
            let known = formats[name] ?? (.pcm24k, .pcm24k)
            formats[name] = (facts.inputEncoding ?? known.input, facts.outputEncoding ?? known.output)
        case ("input_audio_buffer.append", .up):
            let encoding = formats[name]?.input ?? .pcm24k
            guard let bytes = json["audio"]?.string.flatMap({ Base64.decode($0) }) else {
                tapes[name, default: Tape(rate: encoding.sampleRate)].receiveBroken(at: frame.seconds)
                return
            }
            tapes[name, default: Tape(rate: encoding.sampleRate)].receive(
                bytes, as: encoding, at: frame.seconds, position: nil)
        case ("response.output_audio.delta", .down), ("response.audio.delta", .down):
            guard let bytes = json["delta"]?.string.flatMap({ Base64.decode($0) }),
                let id = json["response_id"]?.string
            else { return }
            let encoding = formats[name]?.output ?? .pcm24k
            pending[name, default: [:]][id, default: (encoding, [])].bytes += bytes
        default: break
        }
    }

    /// After the last record.
    package mutating func finish() {
        for (name, all) in pending {
            replies[name] = all.mapValues { reply in
                Resampler.resample(
                    reply.encoding.decode(reply.bytes), from: reply.encoding.sampleRate, to: Utterance.sampleRate)
            }
        }
        pending = [:]
    }
}

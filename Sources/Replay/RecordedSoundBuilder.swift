// Listens to a capture as it is read, and keeps its samples.
import Base64Coding
package import CallCapture
package import Diagnosis
import JSONText
import SpeechAudio

package struct RecordedSoundBuilder {
    /// How the audio of connections travels that have no carrier at their end, by their names.
    private let plain: [String: PlainAudio]
    private var formats: [String: (input: AudioEncoding, output: AudioEncoding)] = [:]
    private var phones: [String: AudioEncoding] = [:]
    private var tapes: [RecordedSound.Tape] = []
    /// By the name of the connection.
    private var tapeIndices: [String: Int] = [:]
    private var pending: [String: [String: (encoding: AudioEncoding, bytes: [UInt8])]] = [:]
    private var scratch = TopLevelFields()
    private var nested = TopLevelFields(capacity: 16)
    private var payload: [UInt8] = []
    private var samples: [Int16] = []

    /// - Parameter timeline: What the capture says, where it is known already: a stream without a carrier is understood by it.
    package init(_ timeline: Timeline? = nil) {
        var plain: [String: PlainAudio] = [:]
        for phone in timeline?.phones ?? [] { plain[phone.name] = phone.plainAudio }
        self.plain = plain
    }

    package mutating func receive(_ record: CaptureRecord) {
        guard case .frame(let frame) = record else { return }
        if !plain.isEmpty, let format = plain[frame.connectionName] { return receive(frame, format) }
        guard frame.operation == .text, let fields = frame.fields ?? scratch.scanned(frame.payload) else { return }
        switch frame.leg {
        case .phone: receivePhone(fields, frame)
        case .model: receiveModel(fields, frame)
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
        payload = bytes
        take(true, as: format.encoding, frame, position: nil)
    }

    private mutating func receivePhone(_ fields: borrowing TopLevelFields, _ frame: FrameView) {
        guard frame.direction == .up, let event = fields["event"] else { return }
        if event.equals("start") {
            phones[frame.connectionName] = AudioEncoding(mediaFormat: fields["start"]?.json?["mediaFormat"])
        }
        guard event.equals("media"), let media = fields["media"], media.kind == .object, nested.scan(media.bytes),
            nested["track"]?.stringBytes.map({ RawJSON.same($0, "inbound") }) ?? true, let text = nested["payload"],
            text.kind == .string
        else { return }
        let encoding = phones[frame.connectionName] ?? .pcmu
        let isReadable = AudioPayload.decode(text, into: &payload)
        // A decimal string, as documented, or a number.
        let stamp = nested["timestamp"].map { $0.stringBytes.map { RawJSON(bytes: $0, kind: .number) } ?? $0 }
        let position = stamp?.number
        // The stamp of a frame is that of its end.
        let start = position.map { $0 - encoding.milliseconds(ofBytes: payload.count) - 20 }
        take(isReadable, as: encoding, frame, position: start)
    }

    private mutating func receiveModel(_ fields: borrowing TopLevelFields, _ frame: FrameView) {
        guard let type = fields["type"] else { return }
        let name = frame.connectionName
        switch frame.direction {
        case .up:
            guard type.equals("input_audio_buffer.append") else { return }
            let isReadable = AudioPayload.decode(fields["audio"], into: &payload)
            take(isReadable, as: formats[name]?.input ?? .pcm24k, frame, position: nil)
        case .down:
            if type.equals("response.output_audio.delta") || type.equals("response.audio.delta") {
                guard AudioPayload.decode(fields["delta"], into: &payload), let id = fields["response_id"]?.string
                else { return }
                let encoding = formats[name]?.output ?? .pcm24k
                pending[name, default: [:]][id, default: (encoding, [])].bytes += payload
            } else if type.equals("session.created") || type.equals("session.updated") {
                guard let session = fields["session"]?.json else { return }
                let facts = SessionFacts(session)
                let known = formats[name] ?? (.pcm24k, .pcm24k)
                formats[name] = (facts.inputEncoding ?? known.input, facts.outputEncoding ?? known.output)
            }
        }
    }

    /// - Parameter isReadable: What was said is in ``payload``; else it was no base64.
    private mutating func take(
        _ isReadable: Bool, as encoding: AudioEncoding, _ frame: FrameView, position: Double?
    ) {
        let tape = tape(frame.connectionName, encoding)
        guard isReadable else { return tapes[tape].receiveBroken(at: frame.seconds) }
        encoding.decode(payload, into: &samples)
        tapes[tape].receive(payload, samples, as: encoding, at: frame.seconds, position: position)
    }

    private mutating func tape(_ name: String, _ encoding: AudioEncoding) -> Int {
        if let known = tapeIndices[name] { return known }
        tapeIndices[name] = tapes.count
        tapes.append(RecordedSound.Tape(encoding))
        return tapes.count - 1
    }

    /// After the last record.
    package consuming func finish() -> RecordedSound {
        for index in tapes.indices { tapes[index].finish() }
        let replies = pending.mapValues { all in
            all.mapValues { reply in
                RecordedSound.Reply(rate: reply.encoding.sampleRate, samples: reply.encoding.decode(reply.bytes))
            }
        }
        return RecordedSound(tapes: tapeIndices.mapValues { tapes[$0] }, replies: replies)
    }
}

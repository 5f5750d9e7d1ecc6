import Base64Coding
package import CallCapture
import Diagnosis
import JSONText
import RealtimeProtocol
package import SpeechAudio

/// What was said in a capture, as it crossed one leg. On the model leg: the caller as the model was sent it, the assistant as a
/// player without delay would have played it. On the phone leg: the caller as the carrier sent it, the bridge as the carrier
/// played it, one message behind the other, up to where it was cleared.
/// Both lanes begin with the capture's first frame, so that they can be played together.
package struct CaptureAudio: Sendable, Equatable {
    /// Nil when no sound of it is in the capture.
    package var caller: AudioLane?
    package var assistant: AudioLane?
    /// Time of the capture at which the lanes begin, seconds.
    package var origin = 0.0

    package init() {}

    /// - Parameters:
    ///   - capture: Any file that a capture reader reads; an unreadable one has no sound.
    ///   - leg: Whose sound.
    ///   - connections: Names of those that count; nil: all of the leg.
    ///   - limit: Longest lane, seconds. An hour of PCM at 24 kHz is 173 MB.
    package init(of capture: [UInt8], leg: Leg = .model, connections: Set<String>? = nil, limit: Int = 3600) {
        var extractor = CaptureAudioExtractor(leg: leg, connections: connections, limit: limit)
        _ = try? CaptureReader.read(capture) { extractor.consume($0) }
        self = extractor.audio
    }
}

/// Listens to the records of a capture as they pass.
package struct CaptureAudioExtractor {
    private var caller: AudioLaneBuilder
    private var assistant: AudioLaneBuilder
    private let leg: Leg
    private let connections: Set<String>?
    private var origin: Double?
    /// By connection index.
    private var formats: [Int: (input: AudioEncoding, output: AudioEncoding)] = [:]
    private var phones: [Int: PhoneFormat] = [:]
    private var fronts: [String: PhoneFormat] = [:]
    private var defaultFront: PhoneFormat?
    private var fields = TopLevelFields()
    private var decoded: [UInt8] = []

    package init(leg: Leg = .model, connections: Set<String>? = nil, limit: Int = 3600) {
        self.leg = leg
        self.connections = connections
        caller = AudioLaneBuilder(limit: limit)
        assistant = AudioLaneBuilder(limit: limit)
    }

    package var audio: CaptureAudio {
        var audio = CaptureAudio()
        audio.caller = caller.lane
        audio.assistant = assistant.lane
        audio.origin = origin ?? 0
        return audio
    }

    package mutating func consume(_ record: CaptureRecord) {
        switch record {
        case .frame(let frame): consume(frame)
        case .header(let header): defaultFront = PhoneFormat(front: header.settings)
        case .observation(let observation) where observation.kind == ObservationKind.call:
            if let name = observation.data["connection"]?.string {
                fronts[name] = PhoneFormat(front: observation.data)
            }
        case .observation, .footer: break
        }
    }

    package mutating func consume(_ frame: FrameView) {
        if origin == nil, let seconds = frame.seconds { origin = seconds }
        guard frame.leg == leg, connections?.contains(frame.connectionName) ?? true else { return }
        leg == .model ? consume(model: frame) : consume(phone: frame)
    }

    private mutating func consume(phone frame: FrameView) {
        let time = frame.seconds.map { $0 - (origin ?? 0) }
        var format = phones[frame.connection] ?? fronts[frame.connectionName] ?? defaultFront ?? PhoneFormat()
        defer { phones[frame.connection] = format }
        switch frame.operation {
        case .binary:
            if let bytes = frame.binary { add(bytes, format.encoding, frame.direction, at: time) }
        case .text:
            guard fields.scan(frame.payload) else { return }
            if format.path != nil {
                let audio = (try? JSON(parsing: frame.payload)).flatMap { format.audio(in: $0) }
                if let bytes = audio.flatMap({ Base64.decode($0) }) {
                    add(bytes, format.encoding, frame.direction, at: time)
                }
                return
            }
            guard let event = fields["event"] else { return }
            if event.equals("media") {
                // The outbound track is the bridge's own voice, which it is told again.
                guard let media = fields["media"]?.json, media["track"]?.string != "outbound",
                    let bytes = media["payload"]?.string.flatMap({ Base64.decode($0) })
                else { return }
                add(bytes, format.encoding, frame.direction, at: time)
            } else if event.equals("clear"), frame.direction == .down, let time {
                assistant.cut(at: time)
            } else if event.equals("start"), let json = try? JSON(parsing: frame.payload) {
                format.adopt(start: json)
            }
        case .open, .ping, .pong, .close, .error: break
        }
    }

    private mutating func add(_ bytes: [UInt8], _ encoding: AudioEncoding, _ direction: Direction, at time: Double?) {
        if direction == .up {
            caller.append(bytes, as: encoding, at: time)
        } else {
            assistant.append(bytes, as: encoding, at: time ?? caller.end)
        }
    }

    private mutating func consume(model frame: FrameView) {
        guard frame.operation == .text, fields.scan(frame.payload), let type = fields["type"] else { return }
        let time = frame.seconds.map { $0 - (origin ?? 0) }
        let format = formats[frame.connection] ?? (.pcm24k, .pcm24k)
        switch frame.direction {
        case .up where type.equals("input_audio_buffer.append"):
            if AudioPayload.decode(fields["audio"], into: &decoded) {
                caller.append(decoded, as: format.input, at: time)
            }
        case .up where type.equals("conversation.item.truncate"), .up where type.equals("output_audio_buffer.clear"):
            if let time { assistant.cut(at: time) }
        case .down where type.equals("response.output_audio.delta"), .down where type.equals("response.audio.delta"):
            // Without times the reply is heard where the caller was when it came.
            if AudioPayload.decode(fields["delta"], into: &decoded) {
                assistant.append(decoded, as: format.output, at: time ?? caller.end)
            }
        case .down where type.equals("response.done"):
            if let time, fields["response"]?.json?["status"] == "cancelled" { assistant.cut(at: time) }
        case .down where type.equals("session.created"), .down where type.equals("session.updated"):
            if let session = fields["session"]?.json { formats[frame.connection] = Self.formats(of: session, format) }
        default: break
        }
    }

    private static func formats(
        of session: JSON, _ known: (input: AudioEncoding, output: AudioEncoding)
    ) -> (input: AudioEncoding, output: AudioEncoding) {
        let input = session["audio"]?["input"]?["format"] ?? session["input_audio_format"]
        let output = session["audio"]?["output"]?["format"] ?? session["output_audio_format"]
        return (input.flatMap(encoding) ?? known.input, output.flatMap(encoding) ?? known.output)
    }

    private static func encoding(_ json: JSON) -> AudioEncoding? {
        switch AudioFormatSpec(json) {
        case .pcm: .pcm24k
        case .pcmu: .pcmu
        case .pcma: .pcma
        // Other services speak PCM at other rates.
        case .other(let json): json["rate"]?.integer.flatMap { (8_000...48_000).contains($0) ? .pcm16(rate: $0) : nil }
        }
    }
}

extension CaptureAudio {
    /// The caller on the left and the assistant on the right, at the higher rate of the two; nil without both.
    package var stereo: WAV? {
        guard let caller, let assistant else { return nil }
        let rate = max(caller.rate, assistant.rate)
        return WAV(
            sampleRate: rate,
            channels: [caller, assistant].map { Resampler.resample($0.samples, from: $0.rate, to: rate) })
    }
}

import Base64Coding
import CallCapture
import JSONText
import RealtimeProtocol
import SpeechAudio

/// What was said in a capture: the caller as the model was sent it, the assistant as a player without delay would have played it.
/// Both lanes begin with the capture's first frame, so that they can be played together.
struct CaptureAudio: Sendable, Equatable {
    /// Nil when no sound of it is in the capture.
    var caller: AudioLane?
    var assistant: AudioLane?
    /// Time of the capture at which the lanes begin, seconds.
    var origin = 0.0

    init() {}

    /// - Parameters:
    ///   - capture: Any file that a capture reader reads; an unreadable one has no sound.
    ///   - limit: Longest lane, seconds. An hour of PCM at 24 kHz is 173 MB.
    init(of capture: [UInt8], limit: Int = 3600) {
        var extractor = CaptureAudioExtractor(limit: limit)
        _ = try? CaptureReader.read(capture) { record in
            if case .frame(let frame) = record { extractor.consume(frame) }
        }
        self = extractor.audio
    }
}

/// Listens to the frames of a capture as they pass.
private struct CaptureAudioExtractor {
    private var caller: AudioLaneBuilder
    private var assistant: AudioLaneBuilder
    private var origin: Double?
    /// By connection index.
    private var formats: [Int: (input: AudioEncoding, output: AudioEncoding)] = [:]
    private var fields = TopLevelFields()
    private var decoded: [UInt8] = []

    init(limit: Int) {
        caller = AudioLaneBuilder(limit: limit)
        assistant = AudioLaneBuilder(limit: limit)
    }

    var audio: CaptureAudio {
        var audio = CaptureAudio()
        audio.caller = caller.lane
        audio.assistant = assistant.lane
        audio.origin = origin ?? 0
        return audio
    }

    mutating func consume(_ frame: FrameView) {
        if origin == nil, let seconds = frame.seconds { origin = seconds }
        guard frame.leg == .model, frame.operation == .text, fields.scan(frame.payload), let type = fields["type"]
        else { return }
        let time = frame.seconds.map { $0 - (origin ?? 0) }
        let format = formats[frame.connection] ?? (.pcm24k, .pcm24k)
        switch frame.direction {
        case .up where type.equals("input_audio_buffer.append"):
            if decode(fields["audio"]) { caller.append(decoded, as: format.input, at: time) }
        case .up where type.equals("conversation.item.truncate"), .up where type.equals("output_audio_buffer.clear"):
            if let time { assistant.cut(at: time) }
        case .down where type.equals("response.output_audio.delta"), .down where type.equals("response.audio.delta"):
            // Without times the reply is heard where the caller was when it came.
            if decode(fields["delta"]) { assistant.append(decoded, as: format.output, at: time ?? caller.end) }
        case .down where type.equals("response.done"):
            if let time, fields["response"]?.json?["status"] == "cancelled" { assistant.cut(at: time) }
        case .down where type.equals("session.created"), .down where type.equals("session.updated"):
            if let session = fields["session"]?.json { formats[frame.connection] = Self.formats(of: session, format) }
        default: break
        }
    }

    private mutating func decode(_ value: RawJSON?) -> Bool {
        guard let value else { return false }
        if let bytes = value.stringBytes { return Base64.decode(bytes, into: &decoded) == nil }
        guard var text = value.string else { return false }
        return text.withUTF8 { Base64.decode(UnsafeRawBufferPointer($0), into: &decoded) } == nil
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

import Base64Coding
import JSONText
import RealtimeProtocol
import SpeechAudio

/// Takes the audio out of an `input_audio_buffer.append` without making a JSON value of it: fifty of these a second
/// come from every caller.
struct AppendScan {
    private var text = PaddedText(capacity: 2_048)
    private var fields = TopLevelFields(capacity: 8)

    enum Result: Equatable {
        /// The audio is in `output`.
        case audio
        case notBase64
        /// Something else, or an append that needs a closer look.
        case other
    }

    mutating func read(_ message: String, into output: inout [UInt8]) -> Result {
        text.replace(with: message)
        defer { text.shrink(above: 65_536) }
        return text.withBytes { bytes in
            guard fields.scan(bytes), fields["type"]?.equals("input_audio_buffer.append") == true, isPlain,
                let audio = fields["audio"]?.stringBytes
            else { return .other }
            return Base64.decode(audio, into: &output) == nil ? .audio : .notBase64
        }
    }

    /// Nothing in it that the service would refuse.
    private var isPlain: Bool {
        (0..<fields.count).allSatisfy { index in
            let key = fields.key(index)
            if RawJSON.same(key, "event_id") { return fields.value(index).bytes.count <= 512 }
            return RawJSON.same(key, "type") || RawJSON.same(key, "audio")
        }
    }
}

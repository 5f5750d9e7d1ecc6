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
            guard fields.scan(bytes), fields["type"]?.equals("input_audio_buffer.append") == true,
                let audio = fields["audio"]?.stringBytes
            else { return .other }
            return Base64Span.decode(audio, into: &output) == nil ? .audio : .notBase64
        }
    }
}

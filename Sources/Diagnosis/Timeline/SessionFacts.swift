/// A session object as one connection's service echoed it or a client asked for it, read in either dialect.
/// Lenient: servers that imitate the protocol leave fields out, and a missing field must not hide the others.
package import JSONText
package import SpeechAudio

package struct SessionFacts: Sendable, Equatable {
    package var json: JSON
    /// Of the whole prompt: an end that was cut off may hold a conversation that is told again. Nil without a prompt.
    package private(set) var promptMark: UInt64?

    /// Prompts and tools are as long as somebody likes, every echo repeats them, and nothing is judged by their ends.
    package init(_ json: JSON) {
        self.json = json.shortened
        promptMark = json["instructions"]?.string.map { ByteDigest(of: Array($0.utf8)).value }
    }

    private var input: JSON? { json["audio"]?["input"] }
    private var output: JSON? { json["audio"]?["output"] }

    package var id: String? { json["id"]?.string }
    package var model: String? { json["model"]?.string }
    package var type: String? { json["type"]?.string }
    /// `alloy`; Voice Live and custom voices are objects with a name or an id.
    package var voice: String? {
        let voice = output?["voice"] ?? json["voice"]
        return voice?.string ?? voice?["name"]?.string ?? voice?["id"]?.string
    }

    /// Times as fast as usual.
    package var speed: Double? { (output?["speed"] ?? json["speed"])?.number }

    package var instructions: String? { json["instructions"]?.string }

    /// Speech to text only: nothing is ever answered.
    package var isTranscription: Bool {
        type == "transcription" || json["object"]?.string == "realtime.transcription_session"
    }

    package var inputEncoding: AudioEncoding? {
        SessionFacts.encoding(input?["format"]) ?? SessionFacts.encoding(json["input_audio_format"])
    }
    package var outputEncoding: AudioEncoding? {
        SessionFacts.encoding(output?["format"]) ?? SessionFacts.encoding(json["output_audio_format"])
    }

    /// Both dialects' names for the three formats.
    package static func encoding(_ format: JSON?) -> AudioEncoding? {
        switch format?.string ?? format?["type"]?.string {
        case "audio/pcm", "pcm16": .pcm16(rate: rate(format?["rate"]))
        case "audio/pcmu", "g711_ulaw": .pcmu
        case "audio/pcma", "g711_alaw": .pcma
        default: nil
        }
    }

    /// Rates that no sound card knows are the usual one.
    private static func rate(_ json: JSON?) -> Int {
        guard let rate = json?.integer, (4_000...192_000).contains(rate) else { return 24_000 }
        return rate
    }

    /// `["audio"]` (GA), `["text", "audio"]` (beta).
    package var modalities: [String]? {
        let list = json["output_modalities"]?.array ?? json["modalities"]?.array
        return list?.compactMap(\.string)
    }

    /// Nil when the object says nothing about it.
    package var turnDetection: TurnDetection? {
        guard let json = turnDetectionJSON else { return nil }
        return TurnDetection(json)
    }
    private var turnDetectionJSON: JSON? { input?["turn_detection"] ?? json["turn_detection"] }

    /// Whether input is transcribed; nil when the object says nothing about it.
    package var transcribes: Bool? {
        (input?["transcription"] ?? json["input_audio_transcription"]).map { !$0.isNull }
    }

    package var transcriptionModel: String? {
        (input?["transcription"] ?? json["input_audio_transcription"])?["model"]?.string
    }

    package var maxOutputTokens: JSON? { json["max_output_tokens"] ?? json["max_response_output_tokens"] }
}

/// `turn_detection` of a session.
package struct TurnDetection: Sendable, Equatable {
    /// `server_vad`, `semantic_vad`, or nil: off.
    package var type: String?
    package var createsResponse: Bool
    package var interruptsResponse: Bool
    package var silenceMs: Int
    package var prefixMs: Int
    /// 0...1; nil where it is not said.
    package var threshold: Double?
    /// Of semantic_vad.
    package var eagerness: String?

    /// Defaults where a server leaves them out. Source: OpenAI Realtime, turn_detection.
    init(_ json: JSON) {
        type = json.isNull ? nil : json["type"]?.string ?? "server_vad"
        createsResponse = type != nil && json["create_response"]?.bool ?? true
        interruptsResponse = json["interrupt_response"]?.bool ?? true
        silenceMs = json["silence_duration_ms"]?.boundedInteger ?? 500
        prefixMs = json["prefix_padding_ms"]?.boundedInteger ?? 300
        threshold = json["threshold"]?.number
        eagerness = json["eagerness"]?.string
    }

    package var isOn: Bool { type != nil }
    /// Semantic VAD may wait for up to 8 s (eagerness low) before it takes silence for the end of a turn.
    package var longestSilenceMs: Int { type == "semantic_vad" ? max(8_000, silenceMs) : silenceMs }
}

/// Which settings a session object sets, under one name for both dialects: `input.format`, `output.voice`, `instructions`.
import JSONText

extension SessionFacts {
    /// Dotted paths of two parts at most.
    var settings: Set<String> {
        var paths: Set<String> = []
        for member in json.object?.members ?? [] where !Self.names.contains(member.key) {
            guard member.key == "audio" else {
                paths.insert(Self.setting(member.key))
                continue
            }
            for side in member.value.object?.members ?? [] {
                for field in side.value.object?.members ?? [] { paths.insert("\(side.key).\(field.key)") }
            }
        }
        return paths
    }

    /// The setting that an error's `param` is about: `session.audio.output.voice`, `session.voice`.
    static func setting(ofParam param: String) -> String {
        var parts = param.split(separator: ".").map(String.init)
        if parts.first == "session" { parts.removeFirst() }
        if parts.first == "audio" { return parts.dropFirst().prefix(2).joined(separator: ".") }
        return parts.first.map { setting($0) } ?? ""
    }

    /// Without these a call is another one.
    static let vital: Set<String> = [
        "instructions", "tools", "input.format", "input.turn_detection", "output.format", "output.voice",
        "output_modalities",
    ]

    private static func setting(_ key: String) -> String { flat[key] ?? key }

    /// What a session is, and not how it is to be.
    private static let names: Set<String> = ["type", "object", "id", "model"]

    private static let flat = [
        "input_audio_format": "input.format", "input_audio_transcription": "input.transcription",
        "input_audio_noise_reduction": "input.noise_reduction", "turn_detection": "input.turn_detection",
        "output_audio_format": "output.format", "voice": "output.voice", "speed": "output.speed",
        "modalities": "output_modalities", "max_response_output_tokens": "max_output_tokens",
    ]
}

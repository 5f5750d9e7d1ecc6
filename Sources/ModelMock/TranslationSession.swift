import JSONText
import RealtimeProtocol

/// What a translation session is set to: a dialect of its own at `/v1/realtime/translations`, which shares with the others only its first
/// event's name. OpenAI, realtime translation guide; types of the SDK 3.51.0.
struct TranslationSession {
    private(set) var fields: JSONObject

    init(id: String, model: String, expiresAt: Int) {
        fields = [
            "type": "translation", "object": "realtime.translation_session", "id": .string(id),
            "model": .string(model), "expires_at": JSON(expiresAt),
            "audio": [
                "input": ["transcription": nil, "noise_reduction": nil], "output": ["language": nil],
            ],
        ]
    }

    /// Somebody wants to read what was said, too.
    var writesSource: Bool { fields["audio"]?["input"]?["transcription"]?.object != nil }

    /// Takes over what an update says. The type and the model are settled when the session begins.
    mutating func apply(_ update: JSON?) throws(ErrorDetail) {
        guard let update else { throw .missingParameter("session") }
        try Self.check(update, ["audio"], at: "session")
        guard let audio = update["audio"] else { return }
        try Self.check(audio, ["input", "output"], at: "session.audio")
        var changed = fields["audio"]?.object ?? [:]
        if let input = audio["input"] {
            try Self.check(input, ["transcription", "noise_reduction"], at: "session.audio.input")
            try checkInput(input)
            changed["input"] = Self.merged(changed["input"], with: input)
        }
        if let output = audio["output"] {
            try Self.check(output, ["language"], at: "session.audio.output")
            if let language = output["language"], language.string == nil, !language.isNull {
                throw .invalidType("session.audio.output.language", "a string", language)
            }
            changed["output"] = Self.merged(changed["output"], with: output)
        }
        fields["audio"] = .object(changed)
    }

    private func checkInput(_ input: JSON) throws(ErrorDetail) {
        let path = "session.audio.input"
        if let transcription = input["transcription"], !transcription.isNull {
            try Self.check(transcription, ["model"], at: "\(path).transcription")
            guard transcription["model"]?.string != nil else { throw .missingParameter("\(path).transcription.model") }
        }
        if let reduction = input["noise_reduction"], !reduction.isNull {
            try Self.check(reduction, ["type", "strength"], at: "\(path).noise_reduction")
            guard let type = reduction["type"]?.string else { throw .missingParameter("\(path).noise_reduction.type") }
            let known = ["near_field", "far_field"]
            if !known.contains(type) { throw .invalidValue("\(path).noise_reduction.type", type, supported: known) }
        }
    }

    private static func check(_ value: JSON, _ known: [String], at path: String) throws(ErrorDetail) {
        guard let object = value.object else { throw .invalidType(path, "an object", value) }
        for member in object.members where !known.contains(member.key) {
            throw .unknownParameter("\(path).\(member.key)")
        }
    }

    private static func merged(_ before: JSON?, with update: JSON) -> JSON {
        var result = before?.object ?? [:]
        for member in update.object?.members ?? [] { result[member.key] = member.value }
        return .object(result)
    }
}

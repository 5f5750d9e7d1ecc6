package import JSONText

/// The settings of a session, or a part of them in an update, in the vocabulary they came in; read through either dialect's names.
/// Realtime reference, 6.1 to 6.3.
package struct Session: Sendable, Equatable {
    /// As it came, unknown fields and explicit nulls included: in an update a null switches off, an absent field changes nothing.
    package private(set) var fields: JSONObject

    package init(_ fields: JSONObject) { self.fields = fields }

    /// The vocabulary it is written in; nil when nothing in it tells.
    package var dialect: Dialect? { Dialect.decide(session: fields) }

    package func json(in dialect: Dialect) -> JSONObject {
        guard let own = self.dialect, own != dialect else { return fields }
        var converted = Renames.convert(fields, by: Renames.session, to: dialect)
        switch dialect {
        case .ga where converted["type"] == nil:
            converted = JSONObject([("type", isTranscription ? "transcription" : "realtime")]).merging(converted)
        case .beta where converted["type"] == "realtime": converted["type"] = nil
        default: break
        }
        return converted
    }
}

extension Session {
    package var id: String? { fields["id"]?.string }
    package var model: String? { fields["model"]?.string }
    package var instructions: String? { fields["instructions"]?.string }
    package var outputModalities: [String]? { setting("modalities", "output_modalities")?.array?.compactMap(\.string) }
    /// Whether the reply is spoken. True unless the session says text alone.
    package var speaks: Bool { outputModalities?.contains("audio") ?? true }
    package var voice: Voice? { setting("voice", "audio.output.voice").flatMap(Voice.init) }
    package var speed: Double? { setting("speed", "audio.output.speed")?.number }
    package var inputFormat: AudioFormatSpec? { format("input_audio_format", "audio.input.format") }
    package var outputFormat: AudioFormatSpec? { format("output_audio_format", "audio.output.format") }
    /// Nil when switched off or not said; `has` tells them apart.
    package var turnDetection: TurnDetection? { object("turn_detection", "audio.input.turn_detection") }
    package var transcription: TranscriptionSettings? {
        object("input_audio_transcription", "audio.input.transcription")
    }
    /// `near_field` or `far_field`.
    package var noiseReduction: String? {
        setting("input_audio_noise_reduction", "audio.input.noise_reduction")?["type"]?.string
    }
    package var tools: [Tool] {
        fields["tools"]?.array?.compactMap { $0.object.flatMap { try? Tool(json: $0) } } ?? []
    }
    /// A word, or an object that names one function or MCP tool.
    package var toolChoice: JSON? { fields["tool_choice"] }
    package var maxOutputTokens: TokenLimit? {
        setting("max_response_output_tokens", "max_output_tokens").flatMap(TokenLimit.init)
    }
    package var temperature: Double? { fields["temperature"]?.number }
    package var truncation: JSON? { fields["truncation"] }
    package var tracing: JSON? { fields["tracing"] }
    package var prompt: JSON? { fields["prompt"] }
    package var reasoning: JSON? { fields["reasoning"] }
    package var include: [String] { fields["include"]?.array?.compactMap(\.string) ?? [] }
    /// Unix seconds.
    package var expiresAt: Int? { fields["expires_at"]?.integer }

    /// A transcription session answers nothing.
    package var isTranscription: Bool {
        fields["type"] == "transcription" || fields["object"] == "realtime.transcription_session"
    }

    /// Whether a setting is there at all, null included, under either name: `audio.input.turn_detection`.
    package func has(_ path: String) -> Bool { value(path) != nil }

    /// A setting by its GA or beta path.
    package func value(_ path: String) -> JSON? {
        let path = FieldPath(path)
        if let value = path.value(in: fields) { return value }
        let row = Renames.session.first { $0.ga == path || $0.beta == path }
        return row.flatMap { $0.ga?.value(in: fields) ?? $0.beta.value(in: fields) }
    }

    /// Sets one setting by its path in this session's own vocabulary; nil removes it.
    package mutating func set(_ path: FieldPath, _ value: JSON?) { path.set(value, in: &fields) }

    private func setting(_ beta: FieldPath, _ ga: FieldPath) -> JSON? { ga.value(in: fields) ?? beta.value(in: fields) }

    private func format(_ beta: FieldPath, _ ga: FieldPath) -> AudioFormatSpec? {
        setting(beta, ga).flatMap { $0.isNull ? nil : AudioFormatSpec($0) }
    }

    private func object<T: WireObject>(_ beta: FieldPath, _ ga: FieldPath) -> T? {
        setting(beta, ga)?.object.flatMap { try? T(json: $0) }
    }
}

extension JSONObject {
    /// The other's members set over these, nested objects as a whole.
    func merging(_ other: JSONObject) -> JSONObject {
        var merged = self
        for member in other.members { merged[member.key] = member.value }
        return merged
    }
}

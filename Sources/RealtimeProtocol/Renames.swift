package import JSONText

/// What the beta and the GA dialect call the same thing, as data: the mock, the prober and the diagnosis all read this table.
/// Realtime reference, 9.1.
package enum Renames {
    package struct Event: Sendable, Equatable {
        package let beta: String
        package let ga: String
    }

    package static let events: [Event] = [
        Event(beta: "conversation.item.created", ga: "conversation.item.added"),
        Event(beta: "response.text.delta", ga: "response.output_text.delta"),
        Event(beta: "response.text.done", ga: "response.output_text.done"),
        Event(beta: "response.audio.delta", ga: "response.output_audio.delta"),
        Event(beta: "response.audio.done", ga: "response.output_audio.done"),
        Event(beta: "response.audio_transcript.delta", ga: "response.output_audio_transcript.delta"),
        Event(beta: "response.audio_transcript.done", ga: "response.output_audio_transcript.done"),
    ]

    /// Events of GA that the beta had under no name. `conversation.item.done` is not among them: Voice Live sends it.
    package static let onlyInGA: Set<String> = [
        "input_audio_buffer.timeout_triggered", "conversation.item.input_audio_transcription.segment",
    ]

    /// One setting under its two names.
    package struct Field: Sendable, Equatable {
        package let beta: FieldPath
        /// Nil: removed in GA.
        package let ga: FieldPath?
        package let value: ValueChange

        package enum ValueChange: Sendable { case same, format, modalities }

        fileprivate init(_ beta: FieldPath, _ ga: FieldPath?, _ value: ValueChange = .same) {
            self.beta = beta
            self.ga = ga
            self.value = value
        }
    }

    package static let session: [Field] = [
        Field("modalities", "output_modalities", .modalities),
        Field("voice", "audio.output.voice"),
        Field("speed", "audio.output.speed"),
        Field("input_audio_format", "audio.input.format", .format),
        Field("output_audio_format", "audio.output.format", .format),
        Field("input_audio_transcription", "audio.input.transcription"),
        Field("input_audio_noise_reduction", "audio.input.noise_reduction"),
        Field("turn_detection", "audio.input.turn_detection"),
        Field("max_response_output_tokens", "max_output_tokens"),
        Field("temperature", nil),
    ]

    /// Fields of a `response` object.
    package static let response: [Field] = [
        Field("modalities", "output_modalities", .modalities),
        Field("voice", "audio.output.voice"),
        Field("output_audio_format", "audio.output.format", .format),
        Field("temperature", nil),
    ]

    /// Fields of `response` in `response.create`.
    package static let responseRequest: [Field] = response + [Field("max_response_output_tokens", "max_output_tokens")]

    package struct Token: Sendable, Equatable {
        package let beta: String
        package let ga: String
    }

    /// Types of an assistant's content in items. `content_part` events say `text` and `audio` in both dialects.
    package static let assistantContent: [Token] = [
        Token(beta: "text", ga: "output_text"), Token(beta: "audio", ga: "output_audio"),
    ]

    package struct Format: Sendable {
        package let beta: String
        package let ga: JSONObject
    }

    package static let formats: [Format] = [
        Format(beta: "pcm16", ga: ["type": "audio/pcm", "rate": 24000]),
        Format(beta: "g711_ulaw", ga: ["type": "audio/pcmu"]),
        Format(beta: "g711_alaw", ga: ["type": "audio/pcma"]),
    ]
}

extension Renames {
    /// `session.turn_detection is session.audio.input.turn_detection in GA`: what to write instead of a field that the other
    /// dialect has, or nil when this is no matter of dialect. `path` is an error's `param`: `session.turn_detection`.
    package static func hint(path: String, dialect: Dialect) -> String? {
        guard let dot = path.firstIndex(of: ".") else { return nil }
        let (root, field) = (String(path[..<dot]), String(path[path.index(after: dot)...]))
        if root == "session", field == "type", dialect == .beta { return "the beta has no session.type" }
        if root == "session", field == "type" { return "GA needs session.type \"realtime\" or \"transcription\"" }
        let table = root == "session" ? session : root == "response" ? responseRequest : []
        for row in table {
            switch dialect {
            case .ga where row.beta.covers(field):
                guard let ga = row.ga else { return "\(root).\(row.beta) no longer exists in GA: leave it out" }
                return "\(root).\(row.beta) is \(root).\(ga) in GA"
            case .beta where row.ga?.covers(field) ?? false:
                return "\(root).\(row.ga?.description ?? field) is \(root).\(row.beta) in the beta"
            default: continue
            }
        }
        return nil
    }

    /// The same settings in the other vocabulary. What the table does not name stays where it is.
    package static func convert(_ object: JSONObject, by table: [Field], to dialect: Dialect) -> JSONObject {
        var object = object
        for row in table {
            let (from, to) = dialect == .ga ? (row.beta, row.ga) : (row.ga ?? row.beta, row.beta)
            guard from != to, let value = from.value(in: object) else { continue }
            from.set(nil, in: &object)
            to?.set(convert(value, by: row.value, to: dialect), in: &object)
        }
        return object
    }

    private static func convert(_ value: JSON, by change: Field.ValueChange, to dialect: Dialect) -> JSON {
        switch (change, dialect) {
        case (.same, _): value
        case (.format, .ga): formats.first { .string($0.beta) == value }.map { .object($0.ga) } ?? value
        case (.format, .beta): formats.first { $0.ga["type"] == value["type"] }.map { .string($0.beta) } ?? value
        case (.modalities, .ga): value.array?.contains("audio") == true ? ["audio"] : value
        case (.modalities, .beta): value.array?.contains("audio") == true ? ["audio", "text"] : value
        }
    }
}

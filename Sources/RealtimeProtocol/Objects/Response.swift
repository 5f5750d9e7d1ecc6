package import JSONText

/// One answer of the model, from `response.created` to `response.done`. Realtime reference, 6.5.
///
/// Its settings (modalities, format, voice, limits) stay in `extra` in the vocabulary they came in, and are read through either name.
package struct Response: WireObject {
    package var id: String?
    package var status: ResponseStatus?
    package var statusDetails: StatusDetails?
    /// Final items, without audio bytes.
    package var output: [Item]
    /// Nil for out-of-band responses.
    package var conversationID: String?
    package var usage: Usage?
    package var extra: JSONObject = [:]

    /// As the service shows it: what is not known yet is null.
    package init(
        id: String, status: ResponseStatus, conversationID: String?, output: [Item] = [], metadata: JSON = .null
    ) {
        self.id = id
        self.status = status
        self.conversationID = conversationID
        self.output = output
        extra = [
            "object": "realtime.response", "status_details": nil, "conversation_id": nil, "usage": nil,
            "metadata": metadata,
        ]
    }

    package init(from reader: inout FieldReader) throws(FieldError) {
        id = reader.optionalString("id")
        status = reader.optionalToken("status")
        statusDetails = reader.optionalNested("status_details")
        output = reader.optionalList("output") ?? []
        conversationID = reader.optionalString("conversation_id")
        usage = reader.optionalNested("usage")
    }

    package func write(to writer: inout FieldWriter) {
        writer.put("object", extra["object"])
        writer.put("id", id)
        writer.put("status", status)
        writer.put("status_details", statusDetails)
        if extra["output"] == nil { writer.put("output", output) }
        writer.put("conversation_id", conversationID)
        writer.put("usage", usage)
    }
}

extension Response {
    package var outputModalities: [String]? { setting("modalities", "output_modalities")?.array?.compactMap(\.string) }
    package var voice: Voice? { setting("voice", "audio.output.voice").flatMap(Voice.init) }
    package var outputFormat: AudioFormatSpec? {
        setting("output_audio_format", "audio.output.format").flatMap(AudioFormatSpec.init)
    }
    package var maxOutputTokens: TokenLimit? { extra["max_output_tokens"].flatMap(TokenLimit.init) }
    package var metadata: JSONObject? { extra["metadata"]?.object }

    /// Takes over the settings that a response shows from the session it is made in, in that session's own vocabulary.
    package mutating func takeSettings(from session: Session, in dialect: Dialect) {
        let json = session.json(in: dialect)
        switch dialect {
        case .ga:
            extra["output_modalities"] = json["output_modalities"]
            extra["max_output_tokens"] = json["max_output_tokens"]
            let output = json["audio"]?["output"]
            extra["audio"] = ["output": ["format": output?["format"] ?? nil, "voice": output?["voice"] ?? nil]]
        case .beta:
            for key in ["modalities", "voice", "output_audio_format", "temperature"] { extra[key] = json[key] }
            extra["max_output_tokens"] = json["max_response_output_tokens"]
        }
    }

    private func setting(_ beta: FieldPath, _ ga: FieldPath) -> JSON? { ga.value(in: extra) ?? beta.value(in: extra) }
}

package struct ResponseStatus: WireToken {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let inProgress: Self = "in_progress"
    package static let completed: Self = "completed"
    package static let cancelled: Self = "cancelled"
    package static let incomplete: Self = "incomplete"
    package static let failed: Self = "failed"
}

/// Why a response did not complete.
package struct StatusDetails: WireObject {
    /// Repeats the status.
    package var type: String?
    /// `turn_detected`, `client_cancelled`; `max_output_tokens`, `content_filter`.
    package var reason: String?
    package var error: ErrorDetail?
    package var extra: JSONObject = [:]

    package init(from reader: inout FieldReader) throws(FieldError) {
        type = reader.optionalString("type")
        reason = reader.optionalString("reason")
        error = reader.optionalNested("error")
    }

    package func write(to writer: inout FieldWriter) {
        writer.put("type", type)
        writer.put("reason", reason)
        writer.put("error", error)
    }

    private init(type: ResponseStatus, reason: String?, error: ErrorDetail? = nil) {
        self.type = type.rawValue
        self.reason = reason
        self.error = error
    }

    package static func cancelled(_ reason: String) -> Self { Self(type: .cancelled, reason: reason) }
    package static func incomplete(_ reason: String) -> Self { Self(type: .incomplete, reason: reason) }
    package static func failed(_ error: ErrorDetail) -> Self { Self(type: .failed, reason: nil, error: error) }
}

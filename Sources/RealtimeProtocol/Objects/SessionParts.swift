package import JSONText

/// A voice by name, `{"id":"voice_…"}` for a custom one, `{"name":…,"type":…}` at Voice Live.
package struct Voice: Sendable, Equatable {
    package let json: JSON

    package init?(_ json: JSON) {
        guard json.string != nil || json.object != nil else { return nil }
        self.json = json
    }
    package init(name: String) { json = .string(name) }

    package var name: String { json.string ?? json["name"]?.string ?? json["id"]?.string ?? json.text }
}

/// `max_output_tokens`: a number, or `"inf"`.
package enum TokenLimit: Sendable, Equatable {
    case tokens(Int)
    case unlimited

    package init?(_ json: JSON) {
        if json == "inf" {
            self = .unlimited
        } else if let tokens = json.integer {
            self = .tokens(tokens)
        } else {
            return nil
        }
    }

    package var json: JSON {
        switch self {
        case .tokens(let tokens): JSON(tokens)
        case .unlimited: "inf"
        }
    }
}

/// Who decides that the caller's turn is over. Null in a session means that the client commits. Realtime reference, 8.2.
package struct TurnDetection: WireObject {
    /// `server_vad` or `semantic_vad`; at Voice Live also others.
    package var type: String?
    /// 0...1.
    package var threshold: Double?
    package var prefixPaddingMs: Int?
    package var silenceDurationMs: Int?
    /// 5000...30000, server_vad only.
    package var idleTimeoutMs: Int?
    package var createResponse: Bool?
    package var interruptResponse: Bool?
    /// semantic_vad: `low`, `medium`, `high`, `auto`.
    package var eagerness: String?
    package var extra: JSONObject = [:]

    package init(from reader: inout FieldReader) throws(FieldError) {
        type = reader.optionalString("type")
        threshold = reader.optionalNumber("threshold")
        prefixPaddingMs = reader.optionalInteger("prefix_padding_ms")
        silenceDurationMs = reader.optionalInteger("silence_duration_ms")
        idleTimeoutMs = reader.optionalInteger("idle_timeout_ms")
        createResponse = reader.optionalBool("create_response")
        interruptResponse = reader.optionalBool("interrupt_response")
        eagerness = reader.optionalString("eagerness")
    }

    package func write(to writer: inout FieldWriter) {
        writer.put("type", type)
        writer.put("threshold", threshold)
        writer.put("prefix_padding_ms", prefixPaddingMs)
        writer.put("silence_duration_ms", silenceDurationMs)
        writer.put("idle_timeout_ms", idleTimeoutMs)
        writer.put("create_response", createResponse)
        writer.put("interrupt_response", interruptResponse)
        writer.put("eagerness", eagerness)
    }

    package var isSemantic: Bool { type == "semantic_vad" }
    /// Absent means true.
    package var createsResponse: Bool { createResponse ?? true }
    /// Absent means true.
    package var interruptsResponse: Bool { interruptResponse ?? true }
}

/// Who writes down what the caller says.
package struct TranscriptionSettings: WireObject {
    package var model: String?
    package var language: String?
    package var prompt: String?
    package var extra: JSONObject = [:]

    package init(from reader: inout FieldReader) throws(FieldError) {
        model = reader.optionalString("model")
        language = reader.optionalString("language")
        prompt = reader.optionalString("prompt")
    }

    package func write(to writer: inout FieldWriter) {
        writer.put("model", model)
        writer.put("language", language)
        writer.put("prompt", prompt)
    }
}

/// A function or MCP server that the model may use. Realtime reference, 6.6.
package struct Tool: WireObject {
    /// `function` or `mcp`.
    package var type: String?
    package var name: String?
    package var about: String?
    /// JSON Schema.
    package var parameters: JSON?
    package var serverLabel: String?
    package var extra: JSONObject = [:]

    package init(name: String, about: String?, parameters: JSON) {
        type = "function"
        self.name = name
        self.about = about
        self.parameters = parameters
    }

    package init(from reader: inout FieldReader) throws(FieldError) {
        type = reader.optionalString("type")
        name = reader.optionalString("name")
        about = reader.optionalString("description")
        parameters = (try? reader.object("parameters")).map { .object($0) }
        serverLabel = reader.optionalString("server_label")
    }

    package func write(to writer: inout FieldWriter) {
        writer.put("type", type)
        writer.put("name", name)
        writer.put("description", about)
        writer.put("parameters", parameters)
        writer.put("server_label", serverLabel)
    }
}

package import JSONText

/// `session.update` and the beta's `transcription_session.update`: a part of a session.
package struct SessionUpdate: WireObject {
    package var session: Session
    package var extra: JSONObject = [:]

    package init(_ session: Session) { self.session = session }

    package init(from reader: inout FieldReader) throws(FieldError) { session = Session(try reader.object("session")) }

    package func write(to writer: inout FieldWriter) {
        writer.put("session", JSON.object(session.json(in: writer.dialect)))
    }
}

/// `input_audio_buffer.append`: never answered.
package struct InputAudioAppend: WireObject {
    /// base64, in the session's input format, at most 15 MiB of audio.
    package var audio: String
    package var extra: JSONObject = [:]

    package init(audio: String) { self.audio = audio }

    package init(from reader: inout FieldReader) throws(FieldError) { audio = try reader.string("audio") }

    package func write(to writer: inout FieldWriter) { writer.put("audio", audio) }
}

/// `conversation.item.create`.
package struct ItemCreate: WireObject {
    /// Nil or empty appends, `root` puts it first.
    package var previousItemID: String?
    package var item: Item
    package var extra: JSONObject = [:]

    package init(previousItemID: String? = nil, item: Item) {
        self.previousItemID = previousItemID
        self.item = item
    }

    package init(from reader: inout FieldReader) throws(FieldError) {
        previousItemID = reader.optionalString("previous_item_id")
        item = try reader.nested("item")
    }

    package func write(to writer: inout FieldWriter) {
        writer.put("previous_item_id", previousItemID)
        writer.put("item", item)
    }
}

/// `response.create`: what it says overrides the session for this response only.
package struct ResponseCreate: WireObject {
    /// Nil: everything as the session says.
    package var response: ResponseRequest?
    package var extra: JSONObject = [:]

    package init(_ response: ResponseRequest? = nil) { self.response = response }

    package init(from reader: inout FieldReader) throws(FieldError) {
        response = (try? reader.object("response")).map { ResponseRequest($0) }
    }

    package func write(to writer: inout FieldWriter) {
        writer.put("response", response.map { JSON.object($0.json(in: writer.dialect)) })
    }
}

/// The overrides of one `response.create`, in the vocabulary they came in; read through either dialect's names.
package struct ResponseRequest: Sendable, Equatable {
    package private(set) var fields: JSONObject

    package init(_ fields: JSONObject) { self.fields = fields }

    package func json(in dialect: Dialect) -> JSONObject {
        Renames.convert(fields, by: Renames.responseRequest, to: dialect)
    }

    package var instructions: String? { fields["instructions"]?.string }
    package var outputModalities: [String]? {
        (fields["output_modalities"] ?? fields["modalities"])?.array?.compactMap(\.string)
    }
    package var maxOutputTokens: TokenLimit? {
        (fields["max_output_tokens"] ?? fields["max_response_output_tokens"]).flatMap(TokenLimit.init)
    }
    package var voice: Voice? { setting("voice", "audio.output.voice").flatMap(Voice.init) }
    package var outputFormat: AudioFormatSpec? {
        setting("output_audio_format", "audio.output.format").map(AudioFormatSpec.init)
    }
    package var tools: [Tool]? {
        fields["tools"]?.array?.compactMap { $0.object.flatMap { try? Tool(json: $0) } }
    }
    package var toolChoice: JSON? { fields["tool_choice"] }
    package var metadata: JSONObject? { fields["metadata"]?.object }
    /// Outside the conversation: it neither reads nor writes it.
    package var isOutOfBand: Bool { fields["conversation"] == "none" }
    /// Instead of the conversation, items or references to them.
    package var input: [Item]? { fields["input"]?.array?.compactMap { $0.object.flatMap { try? Item(json: $0) } } }

    private func setting(_ beta: FieldPath, _ ga: FieldPath) -> JSON? { ga.value(in: fields) ?? beta.value(in: fields) }
}

package import JSONText

/// A piece of output: text, a transcript, audio in base64, or the arguments of a call.
package struct OutputDelta: WireObject {
    package var place: OutputPlace
    /// Function calls only.
    package var callID: String?
    package var delta: String
    /// GA pads text-like deltas with this, of random length. Means nothing.
    package var obfuscation: String?
    package var extra: JSONObject = [:]

    package init(_ place: OutputPlace, callID: String? = nil, delta: String, obfuscation: String? = nil) {
        self.place = place
        self.callID = callID
        self.delta = delta
        self.obfuscation = obfuscation
    }

    package init(from reader: inout FieldReader) throws(FieldError) {
        place = try OutputPlace(from: &reader)
        callID = reader.optionalString("call_id")
        delta = try reader.string("delta")
        obfuscation = reader.optionalString("obfuscation")
    }

    package func write(to writer: inout FieldWriter) {
        place.write(to: &writer)
        writer.put("call_id", callID)
        writer.put("delta", delta)
        writer.put("obfuscation", obfuscation)
    }
}

/// `response.output_text.done`: the whole text of a part.
package struct OutputTextDone: WireObject {
    package var place: OutputPlace
    package var text: String
    package var extra: JSONObject = [:]

    package init(_ place: OutputPlace, text: String) {
        self.place = place
        self.text = text
    }

    package init(from reader: inout FieldReader) throws(FieldError) {
        place = try OutputPlace(from: &reader)
        text = try reader.string("text")
    }

    package func write(to writer: inout FieldWriter) {
        place.write(to: &writer)
        writer.put("text", text)
    }
}

/// `response.output_audio_transcript.done`: all the words of a spoken part.
package struct OutputTranscriptDone: WireObject {
    package var place: OutputPlace
    package var transcript: String
    package var extra: JSONObject = [:]

    package init(_ place: OutputPlace, transcript: String) {
        self.place = place
        self.transcript = transcript
    }

    package init(from reader: inout FieldReader) throws(FieldError) {
        place = try OutputPlace(from: &reader)
        transcript = try reader.string("transcript")
    }

    package func write(to writer: inout FieldWriter) {
        place.write(to: &writer)
        writer.put("transcript", transcript)
    }
}

/// `response.output_audio.done`: no more audio for this part. It carries none itself.
package struct OutputAudioDone: WireObject {
    package var place: OutputPlace
    package var extra: JSONObject = [:]

    package init(_ place: OutputPlace) { self.place = place }

    package init(from reader: inout FieldReader) throws(FieldError) { place = try OutputPlace(from: &reader) }

    package func write(to writer: inout FieldWriter) { place.write(to: &writer) }
}

/// `response.function_call_arguments.done` and `response.mcp_call_arguments.done`.
package struct ArgumentsDone: WireObject {
    package var place: OutputPlace
    /// Function calls only.
    package var callID: String?
    /// GA; the beta leaves it out, Voice Live does not.
    package var name: String?
    /// JSON text, odd white space included.
    package var arguments: String
    package var extra: JSONObject = [:]

    package init(_ place: OutputPlace, callID: String?, name: String?, arguments: String) {
        self.place = place
        self.callID = callID
        self.name = name
        self.arguments = arguments
    }

    package init(from reader: inout FieldReader) throws(FieldError) {
        place = try OutputPlace(from: &reader)
        callID = reader.optionalString("call_id")
        name = reader.optionalString("name")
        arguments = try reader.string("arguments")
        // A beta service that does name the function is to be kept as it is; so is one of unknown dialect.
        if reader.dialect != .ga { reader.keep("name", name.map { JSON.string($0) }) }
    }

    package func write(to writer: inout FieldWriter) {
        place.write(to: &writer)
        writer.put("call_id", callID)
        if writer.dialect == .ga { writer.put("name", name) }
        writer.put("arguments", arguments)
    }
}

/// `response.mcp_call.in_progress`, `.completed`, `.failed`. They name no response.
package struct MCPCallEvent: WireObject {
    package var itemID: String
    package var outputIndex: Int?
    package var extra: JSONObject = [:]

    package init(from reader: inout FieldReader) throws(FieldError) {
        itemID = try reader.string("item_id")
        outputIndex = reader.optionalInteger("output_index")
    }

    package func write(to writer: inout FieldWriter) {
        writer.put("item_id", itemID)
        writer.put("output_index", outputIndex)
    }
}

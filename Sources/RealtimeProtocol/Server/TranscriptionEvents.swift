package import JSONText

/// A piece of what the caller said. May come before `committed`, with the future item's id.
package struct TranscriptionDelta: WireObject {
    package var itemID: String
    package var contentIndex: Int?
    package var delta: String?
    package var extra: JSONObject = [:]

    package init(itemID: String, contentIndex: Int = 0, delta: String) {
        self.itemID = itemID
        self.contentIndex = contentIndex
        self.delta = delta
    }

    package init(from reader: inout FieldReader) throws(FieldError) {
        itemID = try reader.string("item_id")
        contentIndex = reader.optionalInteger("content_index")
        delta = reader.optionalString("delta")
    }

    package func write(to writer: inout FieldWriter) {
        writer.put("item_id", itemID)
        writer.put("content_index", contentIndex)
        writer.put("delta", delta)
    }
}

/// What the caller said, at any time after the commit, also after `response.done`.
package struct TranscriptionCompleted: WireObject {
    package var itemID: String
    package var contentIndex: Int?
    package var transcript: String
    package var usage: TranscriptionUsage?
    package var extra: JSONObject = [:]

    package init(itemID: String, contentIndex: Int = 0, transcript: String, usage: TranscriptionUsage?) {
        self.itemID = itemID
        self.contentIndex = contentIndex
        self.transcript = transcript
        self.usage = usage
    }

    package init(from reader: inout FieldReader) throws(FieldError) {
        itemID = try reader.string("item_id")
        contentIndex = reader.optionalInteger("content_index")
        transcript = try reader.string("transcript")
        usage = reader.optionalNested("usage")
    }

    package func write(to writer: inout FieldWriter) {
        writer.put("item_id", itemID)
        writer.put("content_index", contentIndex)
        writer.put("transcript", transcript)
        writer.put("usage", usage)
    }
}

/// Who said what and when: the diarizing model, GA only.
package struct TranscriptionSegment: WireObject {
    package var itemID: String
    package var contentIndex: Int?
    package var id: String?
    package var text: String?
    package var speaker: String?
    /// Seconds.
    package var start: Double?
    package var end: Double?
    package var extra: JSONObject = [:]

    package init(from reader: inout FieldReader) throws(FieldError) {
        itemID = try reader.string("item_id")
        contentIndex = reader.optionalInteger("content_index")
        id = reader.optionalString("id")
        text = reader.optionalString("text")
        speaker = reader.optionalString("speaker")
        start = reader.optionalNumber("start")
        end = reader.optionalNumber("end")
    }

    package func write(to writer: inout FieldWriter) {
        writer.put("item_id", itemID)
        writer.put("content_index", contentIndex)
        writer.put("id", id)
        writer.put("text", text)
        writer.put("speaker", speaker)
        writer.put("start", start)
        writer.put("end", end)
    }
}

/// The transcription failed; the turn goes on. Separate from `error`.
package struct TranscriptionFailed: WireObject {
    package var itemID: String
    package var contentIndex: Int?
    package var error: ErrorDetail
    package var extra: JSONObject = [:]

    package init(itemID: String, contentIndex: Int = 0, error: ErrorDetail) {
        self.itemID = itemID
        self.contentIndex = contentIndex
        self.error = error
        for key in ["code", "param"] { self.error.extra[key] = .null }
    }

    package init(from reader: inout FieldReader) throws(FieldError) {
        itemID = try reader.string("item_id")
        contentIndex = reader.optionalInteger("content_index")
        error = try reader.nested("error")
    }

    package func write(to writer: inout FieldWriter) {
        writer.put("item_id", itemID)
        writer.put("content_index", contentIndex)
        writer.put("error", error)
    }
}

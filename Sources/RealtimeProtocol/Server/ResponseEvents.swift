package import JSONText

/// `response.created` and `response.done`.
package struct ResponseEvent: WireObject {
    package var response: Response
    package var extra: JSONObject = [:]

    package init(_ response: Response) { self.response = response }

    package init(from reader: inout FieldReader) throws(FieldError) { response = try reader.nested("response") }

    package func write(to writer: inout FieldWriter) {
        var json = FieldWriter(dialect: writer.dialect, sender: writer.sender)
        json.write(response)
        writer.put(
            "response", JSON.object(Renames.convert(json.object, by: Renames.response, to: writer.dialect)))
    }
}

/// Events that only name a response: `output_audio_buffer.started`, `.stopped`, `.cleared` (WebRTC and SIP).
package struct ResponseNamed: WireObject {
    package var responseID: String?
    package var extra: JSONObject = [:]

    package init(responseID: String?) { self.responseID = responseID }

    package init(from reader: inout FieldReader) throws(FieldError) {
        responseID = reader.optionalString("response_id")
    }

    package func write(to writer: inout FieldWriter) { writer.put("response_id", responseID) }
}

/// `response.output_item.added` and `.done`.
package struct OutputItemEvent: WireObject {
    package var responseID: String
    package var outputIndex: Int?
    package var item: Item
    package var extra: JSONObject = [:]

    package init(responseID: String, outputIndex: Int, item: Item) {
        self.responseID = responseID
        self.outputIndex = outputIndex
        self.item = item
    }

    package init(from reader: inout FieldReader) throws(FieldError) {
        responseID = try reader.string("response_id")
        outputIndex = reader.optionalInteger("output_index")
        item = try reader.nested("item")
    }

    package func write(to writer: inout FieldWriter) {
        writer.put("response_id", responseID)
        writer.put("output_index", outputIndex)
        writer.put("item", item)
    }
}

/// Where in a response an event belongs: which item, and which part of its content.
package struct OutputPlace: Sendable, Equatable {
    package var responseID: String
    package var itemID: String
    package var outputIndex: Int?
    /// Nil for function calls, which have no parts.
    package var contentIndex: Int?

    package init(responseID: String, itemID: String, outputIndex: Int = 0, contentIndex: Int? = 0) {
        self.responseID = responseID
        self.itemID = itemID
        self.outputIndex = outputIndex
        self.contentIndex = contentIndex
    }

    init(from reader: inout FieldReader) throws(FieldError) {
        responseID = try reader.string("response_id")
        itemID = try reader.string("item_id")
        outputIndex = reader.optionalInteger("output_index")
        contentIndex = reader.optionalInteger("content_index")
    }

    func write(to writer: inout FieldWriter) {
        writer.put("response_id", responseID)
        writer.put("item_id", itemID)
        writer.put("output_index", outputIndex)
        writer.put("content_index", contentIndex)
    }
}

/// `response.content_part.added` and `.done`; the part says `text` or `audio` in both dialects.
package struct ContentPartEvent: WireObject {
    package var place: OutputPlace
    package var part: ContentPart
    package var extra: JSONObject = [:]

    package init(_ place: OutputPlace, part: ContentPart) {
        self.place = place
        self.part = part
    }

    package init(from reader: inout FieldReader) throws(FieldError) {
        place = try OutputPlace(from: &reader)
        part = try reader.nested("part")
    }

    package func write(to writer: inout FieldWriter) {
        place.write(to: &writer)
        writer.put("part", part)
    }
}

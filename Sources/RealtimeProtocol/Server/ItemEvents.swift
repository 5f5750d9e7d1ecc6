package import JSONText

/// `conversation.item.added` (`created` in the beta) and `conversation.item.done`: where an item stands in the conversation.
package struct ItemPlaced: WireObject {
    /// Nil for the first item, and wrongly in some `done` events of GA (reference, 7.20).
    package var previousItemID: String?
    package var item: Item
    package var extra: JSONObject = [:]

    package init(previousItemID: String?, item: Item) {
        self.previousItemID = previousItemID
        self.item = item
        extra["previous_item_id"] = .null
    }

    package init(from reader: inout FieldReader) throws(FieldError) {
        previousItemID = reader.optionalString("previous_item_id")
        item = try reader.nested("item")
    }

    package func write(to writer: inout FieldWriter) {
        writer.put("previous_item_id", previousItemID.map { JSON.string($0) } ?? extra["previous_item_id"])
        writer.put("item", item)
    }
}

/// `conversation.item.retrieved`: the item whole, audio included; it can be megabytes.
package struct ItemRetrieved: WireObject {
    package var item: Item
    package var extra: JSONObject = [:]

    package init(item: Item) { self.item = item }

    package init(from reader: inout FieldReader) throws(FieldError) { item = try reader.nested("item") }

    package func write(to writer: inout FieldWriter) { writer.put("item", item) }
}

/// `conversation.item.truncate` and its answer `conversation.item.truncated`.
package struct ItemTruncation: WireObject {
    package var itemID: String
    package var contentIndex: Int?
    /// Milliseconds of the item's audio that were played.
    package var audioEndMs: Int?
    package var extra: JSONObject = [:]

    package init(itemID: String, contentIndex: Int = 0, audioEndMs: Int) {
        self.itemID = itemID
        self.contentIndex = contentIndex
        self.audioEndMs = audioEndMs
    }

    package init(from reader: inout FieldReader) throws(FieldError) {
        itemID = try reader.string("item_id")
        contentIndex = reader.optionalInteger("content_index")
        audioEndMs = reader.optionalInteger("audio_end_ms")
    }

    package func write(to writer: inout FieldWriter) {
        writer.put("item_id", itemID)
        writer.put("content_index", contentIndex)
        writer.put("audio_end_ms", audioEndMs)
    }
}

/// Events that only name an item: `conversation.item.deleted`, `.delete`, `.retrieve`, and `mcp_list_tools.*`.
package struct ItemNamed: WireObject {
    package var itemID: String
    package var extra: JSONObject = [:]

    package init(itemID: String) { self.itemID = itemID }

    package init(from reader: inout FieldReader) throws(FieldError) { itemID = try reader.string("item_id") }

    package func write(to writer: inout FieldWriter) { writer.put("item_id", itemID) }
}

package import JSONText

/// Events without fields: `input_audio_buffer.cleared`, `.commit`, `.clear`, `output_audio_buffer.clear`.
package struct EmptyEvent: WireObject {
    package var extra: JSONObject = [:]
    package init() {}
    package init(from reader: inout FieldReader) throws(FieldError) {}
    package func write(to writer: inout FieldWriter) {}
}

/// `input_audio_buffer.committed`: the buffered audio became this item.
package struct InputAudioCommitted: WireObject {
    package var previousItemID: String?
    package var itemID: String
    package var extra: JSONObject = [:]

    package init(previousItemID: String?, itemID: String) {
        self.previousItemID = previousItemID
        self.itemID = itemID
        extra["previous_item_id"] = .null
    }

    package init(from reader: inout FieldReader) throws(FieldError) {
        previousItemID = reader.optionalString("previous_item_id")
        itemID = try reader.string("item_id")
    }

    package func write(to writer: inout FieldWriter) {
        writer.put("previous_item_id", previousItemID.map { JSON.string($0) } ?? extra["previous_item_id"])
        writer.put("item_id", itemID)
    }
}

/// `input_audio_buffer.speech_started`.
package struct SpeechStarted: WireObject {
    /// Milliseconds of audio written since the session began, less the prefix padding.
    package var audioStartMs: Int?
    /// The item that this speech will become.
    package var itemID: String
    package var extra: JSONObject = [:]

    package init(audioStartMs: Int, itemID: String) {
        self.audioStartMs = audioStartMs
        self.itemID = itemID
    }

    package init(from reader: inout FieldReader) throws(FieldError) {
        audioStartMs = reader.optionalInteger("audio_start_ms")
        itemID = try reader.string("item_id")
    }

    package func write(to writer: inout FieldWriter) {
        writer.put("audio_start_ms", audioStartMs)
        writer.put("item_id", itemID)
    }
}

/// `input_audio_buffer.speech_stopped`.
package struct SpeechStopped: WireObject {
    /// Milliseconds of audio written since the session began, the silence that ended it included.
    package var audioEndMs: Int?
    package var itemID: String
    package var extra: JSONObject = [:]

    package init(audioEndMs: Int, itemID: String) {
        self.audioEndMs = audioEndMs
        self.itemID = itemID
    }

    package init(from reader: inout FieldReader) throws(FieldError) {
        audioEndMs = reader.optionalInteger("audio_end_ms")
        itemID = try reader.string("item_id")
    }

    package func write(to writer: inout FieldWriter) {
        writer.put("audio_end_ms", audioEndMs)
        writer.put("item_id", itemID)
    }
}

/// `input_audio_buffer.timeout_triggered`: nobody spoke for `idle_timeout_ms`; the silence is committed and answered.
package struct IdleTimeoutTriggered: WireObject {
    package var audioStartMs: Int?
    package var audioEndMs: Int?
    package var itemID: String
    package var extra: JSONObject = [:]

    package init(audioStartMs: Int, audioEndMs: Int, itemID: String) {
        self.audioStartMs = audioStartMs
        self.audioEndMs = audioEndMs
        self.itemID = itemID
    }

    package init(from reader: inout FieldReader) throws(FieldError) {
        audioStartMs = reader.optionalInteger("audio_start_ms")
        audioEndMs = reader.optionalInteger("audio_end_ms")
        itemID = try reader.string("item_id")
    }

    package func write(to writer: inout FieldWriter) {
        writer.put("audio_start_ms", audioStartMs)
        writer.put("audio_end_ms", audioEndMs)
        writer.put("item_id", itemID)
    }
}

/// `input_audio_buffer.dtmf_event_received`: a key of the telephone, SIP only. It has no `event_id`.
package struct DTMFReceived: WireObject {
    /// `0`-`9`, `*`, `#`, `A`-`D`.
    package var event: String
    /// Unix seconds.
    package var receivedAt: Int?
    package var extra: JSONObject = [:]

    package init(from reader: inout FieldReader) throws(FieldError) {
        event = try reader.string("event")
        receivedAt = reader.optionalInteger("received_at")
    }

    package func write(to writer: inout FieldWriter) {
        writer.put("event", event)
        writer.put("received_at", receivedAt)
    }
}

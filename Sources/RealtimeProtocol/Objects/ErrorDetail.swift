package import JSONText

/// What went wrong, as the service says it. Realtime reference, 2 and 4.
package struct ErrorDetail: WireObject, Error {
    /// `invalid_request_error` for every fault of the client, `server_error` for internal ones.
    package var type: String?
    package var code: String?
    package var message: String?
    /// Path of the field: `session.tools[2].meta`.
    package var param: String?
    /// The client event that caused it, when that had an `event_id`.
    package var eventID: String?
    package var extra: JSONObject = [:]

    package init(
        type: String = "invalid_request_error", code: String?, message: String?, param: String? = nil,
        eventID: String? = nil
    ) {
        self.type = type
        self.code = code
        self.message = message
        self.param = param
        self.eventID = eventID
    }

    package init(from reader: inout FieldReader) throws(FieldError) {
        type = reader.optionalString("type")
        code = reader.optionalString("code")
        message = reader.optionalString("message")
        param = reader.optionalString("param")
        eventID = reader.optionalString("event_id")
    }

    package func write(to writer: inout FieldWriter) {
        writer.put("type", type)
        writer.put("code", code)
        writer.put("message", message)
        writer.put("param", param)
        writer.put("event_id", eventID)
    }
}

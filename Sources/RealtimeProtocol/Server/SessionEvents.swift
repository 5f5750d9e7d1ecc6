package import JSONText

/// `session.created`, `session.updated` and their `transcription_session` forms of the beta: the whole session in force.
package struct SessionEvent: WireObject {
    package var session: Session
    package var extra: JSONObject = [:]

    package init(session: Session) { self.session = session }

    package init(from reader: inout FieldReader) throws(FieldError) { session = Session(try reader.object("session")) }

    package func write(to writer: inout FieldWriter) {
        writer.put("session", JSON.object(session.json(in: writer.dialect)))
    }
}

/// `conversation.created`: documented for the beta, seen in no capture of GA.
package struct ConversationCreated: WireObject {
    package var conversationID: String?
    package var extra: JSONObject = [:]

    package init(conversationID: String) {
        self.conversationID = conversationID
        extra["conversation"] = ["id": .string(conversationID), "object": "realtime.conversation"]
    }

    package init(from reader: inout FieldReader) throws(FieldError) {
        conversationID = reader.rest["conversation"]?["id"]?.string
    }

    package func write(to writer: inout FieldWriter) {}
}

/// `error`: it ends no session, except at the opening and at expiry.
package struct ErrorEvent: WireObject {
    package var error: ErrorDetail
    package var extra: JSONObject = [:]

    /// The service shows all five fields of an error, null where they say nothing.
    package init(_ error: ErrorDetail) {
        self.error = error
        for key in ["code", "param", "event_id"] { self.error.extra[key] = .null }
    }

    package init(from reader: inout FieldReader) throws(FieldError) { error = try reader.nested("error") }

    package func write(to writer: inout FieldWriter) { writer.put("error", error) }
}

/// `rate_limits.updated`: in GA one `tokens` entry after `response.done`, in the beta two after `response.created`.
package struct RateLimitsUpdated: WireObject {
    package var limits: [RateLimit]
    package var extra: JSONObject = [:]

    package init(_ limits: [RateLimit]) { self.limits = limits }

    package init(from reader: inout FieldReader) throws(FieldError) {
        guard let limits: [RateLimit] = reader.optionalList("rate_limits") else {
            throw FieldError(path: "rate_limits", problem: "is not a list of limits")
        }
        self.limits = limits
    }

    package func write(to writer: inout FieldWriter) { writer.put("rate_limits", limits) }
}

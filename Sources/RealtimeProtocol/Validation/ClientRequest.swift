package import JSONText

/// Judges one text message of a client as the service does, before anything is done about it. Realtime reference, 3 and 4.
package enum ClientRequest {
    /// The event, or the refusal, which names the client's `event_id` when it gave one.
    ///
    /// The settings inside `session.update` are judged by `Session.applying`, for that depends on the session.
    package static func validate(_ text: String, in dialect: Dialect) -> Result<ClientEvent, ErrorDetail> {
        guard let json = try? JSON(parsing: text) else { return .failure(.invalidJSON) }
        guard let object = json.object else { return .failure(.typeMissing) }
        do throws(ErrorDetail) {
            try check(object, in: dialect)
        } catch {
            var error = error
            error.eventID = object["event_id"]?.string
            return .failure(error)
        }
        return .success(ClientEvent(object, dialect: dialect))
    }

    /// Why the service would refuse an event, as far as its rules tell without the session that it meets: for logs that do not
    /// hold the service's answers.
    package static func refusal(of object: JSONObject, in dialect: Dialect) -> ErrorDetail? {
        do throws(ErrorDetail) {
            try check(object, in: dialect)
        } catch {
            return error
        }
        guard object["type"] == "session.update", let asked = object["session"]?.object else { return nil }
        let own: JSONObject = Session(asked).isTranscription ? ["type": "transcription"] : [:]
        guard case .failure(let error) = Session(own).applying(asked, in: dialect) else { return nil }
        return error
    }

    private static func check(_ object: JSONObject, in dialect: Dialect) throws(ErrorDetail) {
        guard let type = object["type"], !type.isNull else { throw .typeMissing }
        guard let name = type.string else { throw .invalidType("type", "a string", type) }
        guard let known = EventType(wireName: name), let shape = EventRules.shape(of: known, in: dialect) else {
            throw .invalidValue("type", name, supported: EventRules.supportedTypes(in: dialect))
        }
        try RuleCheck.check(object, shape, at: "")
    }
}

package import JSONText

/// What a client asked in one text message. One case for one concept, whatever the dialect. Realtime reference, 3.
package enum ClientEvent: Sendable, Equatable {
    case sessionUpdate(SessionUpdate)
    case transcriptionSessionUpdate(SessionUpdate)
    case inputAudioBufferAppend(InputAudioAppend)
    case inputAudioBufferCommit(EmptyEvent)
    case inputAudioBufferClear(EmptyEvent)
    case outputAudioBufferClear(EmptyEvent)
    case conversationItemCreate(ItemCreate)
    case conversationItemRetrieve(ItemNamed)
    case conversationItemDelete(ItemNamed)
    case conversationItemTruncate(ItemTruncation)
    case responseCreate(ResponseCreate)
    case responseCancel(ResponseNamed)
    /// A type that this version does not model. The text is kept whole.
    case unknown(type: String, payload: String)
    /// Not a JSON object with a type, or a known type without a field it needs. Evidence, so not an error.
    case malformed(payload: String, reason: String)
}

extension ClientEvent {
    /// One text message, in either dialect's names.
    ///
    /// - Parameter dialect: Only where it is known: then the beta's names of content become those of GA.
    package init(text: String, dialect: Dialect? = nil) {
        do {
            guard let object = try JSON(parsing: text).object else {
                self = .malformed(payload: text, reason: "not a JSON object")
                return
            }
            self = Self(object, dialect: dialect) { text }
        } catch {
            self = .malformed(payload: text, reason: "not JSON: \(error)")
        }
    }

    /// A message that is parsed already.
    package init(_ object: JSONObject, dialect: Dialect? = nil) {
        self.init(object, dialect: dialect) { JSON.object(object).text }
    }

    private init(_ object: JSONObject, dialect: Dialect?, text: () -> String) {
        guard let name = object["type"]?.string else {
            self = .malformed(payload: text(), reason: "no 'type'")
            return
        }
        guard let type = EventType(wireName: name), type.sender == .client else {
            self = .unknown(type: name, payload: text())
            return
        }
        var body = object
        body["type"] = nil
        var reader = FieldReader(body, dialect: dialect)
        do throws(FieldError) {
            self = try Self(type, &reader)
        } catch {
            self = .malformed(payload: text(), reason: error.description)
        }
    }

    private init(_ type: EventType, _ reader: inout FieldReader) throws(FieldError) {
        switch type {
        case .sessionUpdate: self = .sessionUpdate(try .init(reading: &reader))
        case .transcriptionSessionUpdate: self = .transcriptionSessionUpdate(try .init(reading: &reader))
        case .inputAudioBufferAppend: self = .inputAudioBufferAppend(try .init(reading: &reader))
        case .inputAudioBufferCommit: self = .inputAudioBufferCommit(try .init(reading: &reader))
        case .inputAudioBufferClear: self = .inputAudioBufferClear(try .init(reading: &reader))
        case .outputAudioBufferClear: self = .outputAudioBufferClear(try .init(reading: &reader))
        case .conversationItemCreate: self = .conversationItemCreate(try .init(reading: &reader))
        case .conversationItemRetrieve: self = .conversationItemRetrieve(try .init(reading: &reader))
        case .conversationItemDelete: self = .conversationItemDelete(try .init(reading: &reader))
        case .conversationItemTruncate: self = .conversationItemTruncate(try .init(reading: &reader))
        case .responseCreate: self = .responseCreate(try .init(reading: &reader))
        case .responseCancel: self = .responseCancel(try .init(reading: &reader))
        // The other side's events; `sender` has kept them out.
        default: throw FieldError(path: "type", problem: "is not sent by the client")
        }
    }

    /// What it is and what it carries; nil for what could not be read.
    package var content: (type: EventType, body: any WireObject)? {
        switch self {
        case .sessionUpdate(let body): (.sessionUpdate, body)
        case .transcriptionSessionUpdate(let body): (.transcriptionSessionUpdate, body)
        case .inputAudioBufferAppend(let body): (.inputAudioBufferAppend, body)
        case .inputAudioBufferCommit(let body): (.inputAudioBufferCommit, body)
        case .inputAudioBufferClear(let body): (.inputAudioBufferClear, body)
        case .outputAudioBufferClear(let body): (.outputAudioBufferClear, body)
        case .conversationItemCreate(let body): (.conversationItemCreate, body)
        case .conversationItemRetrieve(let body): (.conversationItemRetrieve, body)
        case .conversationItemDelete(let body): (.conversationItemDelete, body)
        case .conversationItemTruncate(let body): (.conversationItemTruncate, body)
        case .responseCreate(let body): (.responseCreate, body)
        case .responseCancel(let body): (.responseCancel, body)
        case .unknown, .malformed: nil
        }
    }

    package var type: EventType? { content?.type }

    package var eventID: String? { content?.body.extra["event_id"]?.string }

    /// The message in one dialect's names and shapes. What could not be read is written as it came, so nil only for text that is
    /// no JSON object.
    ///
    /// - Parameter eventID: Instead of the one it came with.
    package func json(in dialect: Dialect, eventID: String? = nil) -> JSONObject? {
        switch self {
        case .unknown(_, let payload), .malformed(let payload, _):
            return (try? JSON(parsing: payload))?.object
        default:
            guard let content else { return nil }
            // A form that only the beta had is written in the beta's shape.
            let dialect = content.type.isOnlyInBeta ? .beta : dialect
            var writer = FieldWriter(dialect: dialect, sender: .client)
            writer.put("type", content.type.wireName(in: dialect))
            writer.put("event_id", eventID ?? content.body.extra["event_id"]?.string)
            writer.write(content.body)
            return writer.object
        }
    }

    package func text(in dialect: Dialect, eventID: String? = nil) -> String {
        switch self {
        case .unknown(_, let payload), .malformed(let payload, _): payload
        default: json(in: dialect, eventID: eventID).map { JSON.object($0).text } ?? ""
        }
    }
}

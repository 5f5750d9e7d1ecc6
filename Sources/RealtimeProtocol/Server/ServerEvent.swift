package import JSONText

/// What the Realtime API said in one text message. One case for one concept, whatever the dialect. Realtime reference, 5.
package enum ServerEvent: Sendable, Equatable {
    case error(ErrorEvent)
    case sessionCreated(SessionEvent)
    case sessionUpdated(SessionEvent)
    case transcriptionSessionCreated(SessionEvent)
    case transcriptionSessionUpdated(SessionEvent)
    case conversationCreated(ConversationCreated)

    case itemAdded(ItemPlaced)
    case itemDone(ItemPlaced)
    case itemRetrieved(ItemRetrieved)
    case itemTruncated(ItemTruncation)
    case itemDeleted(ItemNamed)
    case transcriptionDelta(TranscriptionDelta)
    case transcriptionCompleted(TranscriptionCompleted)
    case transcriptionSegment(TranscriptionSegment)
    case transcriptionFailed(TranscriptionFailed)

    case inputAudioCommitted(InputAudioCommitted)
    case inputAudioCleared(EmptyEvent)
    case speechStarted(SpeechStarted)
    case speechStopped(SpeechStopped)
    case idleTimeoutTriggered(IdleTimeoutTriggered)
    case dtmfReceived(DTMFReceived)
    case outputAudioBufferStarted(ResponseNamed)
    case outputAudioBufferStopped(ResponseNamed)
    case outputAudioBufferCleared(ResponseNamed)

    case responseCreated(ResponseEvent)
    case responseDone(ResponseEvent)
    case outputItemAdded(OutputItemEvent)
    case outputItemDone(OutputItemEvent)
    case contentPartAdded(ContentPartEvent)
    case contentPartDone(ContentPartEvent)
    case outputTextDelta(OutputDelta)
    case outputTextDone(OutputTextDone)
    case outputAudioTranscriptDelta(OutputDelta)
    case outputAudioTranscriptDone(OutputTranscriptDone)
    case outputAudioDelta(OutputDelta)
    case outputAudioDone(OutputAudioDone)
    case functionCallArgumentsDelta(OutputDelta)
    case functionCallArgumentsDone(ArgumentsDone)
    case mcpCallArgumentsDelta(OutputDelta)
    case mcpCallArgumentsDone(ArgumentsDone)
    case mcpCallInProgress(MCPCallEvent)
    case mcpCallCompleted(MCPCallEvent)
    case mcpCallFailed(MCPCallEvent)
    case mcpListToolsInProgress(ItemNamed)
    case mcpListToolsCompleted(ItemNamed)
    case mcpListToolsFailed(ItemNamed)

    case rateLimitsUpdated(RateLimitsUpdated)
    /// A type that this version does not model. The text is kept whole.
    case unknown(type: String, payload: String)
    /// Not a JSON object with a type, or a known type without a field it needs. Evidence, so not an error.
    case malformed(payload: String, reason: String)
}

extension ServerEvent {
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
        guard let type = EventType(wireName: name), type.sender == .server else {
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
        case .error: self = .error(try .init(reading: &reader))
        case .sessionCreated: self = .sessionCreated(try .init(reading: &reader))
        case .sessionUpdated: self = .sessionUpdated(try .init(reading: &reader))
        case .transcriptionSessionCreated: self = .transcriptionSessionCreated(try .init(reading: &reader))
        case .transcriptionSessionUpdated: self = .transcriptionSessionUpdated(try .init(reading: &reader))
        case .conversationCreated: self = .conversationCreated(try .init(reading: &reader))
        case .itemAdded: self = .itemAdded(try .init(reading: &reader))
        case .itemDone: self = .itemDone(try .init(reading: &reader))
        case .itemRetrieved: self = .itemRetrieved(try .init(reading: &reader))
        case .itemTruncated: self = .itemTruncated(try .init(reading: &reader))
        case .itemDeleted: self = .itemDeleted(try .init(reading: &reader))
        case .transcriptionDelta: self = .transcriptionDelta(try .init(reading: &reader))
        case .transcriptionCompleted: self = .transcriptionCompleted(try .init(reading: &reader))
        case .transcriptionSegment: self = .transcriptionSegment(try .init(reading: &reader))
        case .transcriptionFailed: self = .transcriptionFailed(try .init(reading: &reader))
        case .inputAudioCommitted: self = .inputAudioCommitted(try .init(reading: &reader))
        case .inputAudioCleared: self = .inputAudioCleared(try .init(reading: &reader))
        case .speechStarted: self = .speechStarted(try .init(reading: &reader))
        case .speechStopped: self = .speechStopped(try .init(reading: &reader))
        case .idleTimeoutTriggered: self = .idleTimeoutTriggered(try .init(reading: &reader))
        case .dtmfReceived: self = .dtmfReceived(try .init(reading: &reader))
        case .outputAudioBufferStarted: self = .outputAudioBufferStarted(try .init(reading: &reader))
        case .outputAudioBufferStopped: self = .outputAudioBufferStopped(try .init(reading: &reader))
        case .outputAudioBufferCleared: self = .outputAudioBufferCleared(try .init(reading: &reader))
        case .responseCreated: self = .responseCreated(try .init(reading: &reader))
        case .responseDone: self = .responseDone(try .init(reading: &reader))
        case .outputItemAdded: self = .outputItemAdded(try .init(reading: &reader))
        case .outputItemDone: self = .outputItemDone(try .init(reading: &reader))
        case .contentPartAdded: self = .contentPartAdded(try .init(reading: &reader))
        case .contentPartDone: self = .contentPartDone(try .init(reading: &reader))
        case .outputTextDelta: self = .outputTextDelta(try .init(reading: &reader))
        case .outputTextDone: self = .outputTextDone(try .init(reading: &reader))
        case .outputAudioTranscriptDelta: self = .outputAudioTranscriptDelta(try .init(reading: &reader))
        case .outputAudioTranscriptDone: self = .outputAudioTranscriptDone(try .init(reading: &reader))
        case .outputAudioDelta: self = .outputAudioDelta(try .init(reading: &reader))
        case .outputAudioDone: self = .outputAudioDone(try .init(reading: &reader))
        case .functionCallArgumentsDelta: self = .functionCallArgumentsDelta(try .init(reading: &reader))
        case .functionCallArgumentsDone: self = .functionCallArgumentsDone(try .init(reading: &reader))
        case .mcpCallArgumentsDelta: self = .mcpCallArgumentsDelta(try .init(reading: &reader))
        case .mcpCallArgumentsDone: self = .mcpCallArgumentsDone(try .init(reading: &reader))
        case .mcpCallInProgress: self = .mcpCallInProgress(try .init(reading: &reader))
        case .mcpCallCompleted: self = .mcpCallCompleted(try .init(reading: &reader))
        case .mcpCallFailed: self = .mcpCallFailed(try .init(reading: &reader))
        case .mcpListToolsInProgress: self = .mcpListToolsInProgress(try .init(reading: &reader))
        case .mcpListToolsCompleted: self = .mcpListToolsCompleted(try .init(reading: &reader))
        case .mcpListToolsFailed: self = .mcpListToolsFailed(try .init(reading: &reader))
        case .rateLimitsUpdated: self = .rateLimitsUpdated(try .init(reading: &reader))
        // The other side's events; `sender` has kept them out.
        default: throw FieldError(path: "type", problem: "is not sent by the server")
        }
    }

    /// What it is and what it carries; nil for what could not be read.
    package var content: (type: EventType, body: any WireObject)? {
        switch self {
        case .error(let body): (.error, body)
        case .sessionCreated(let body): (.sessionCreated, body)
        case .sessionUpdated(let body): (.sessionUpdated, body)
        case .transcriptionSessionCreated(let body): (.transcriptionSessionCreated, body)
        case .transcriptionSessionUpdated(let body): (.transcriptionSessionUpdated, body)
        case .conversationCreated(let body): (.conversationCreated, body)
        case .itemAdded(let body): (.itemAdded, body)
        case .itemDone(let body): (.itemDone, body)
        case .itemRetrieved(let body): (.itemRetrieved, body)
        case .itemTruncated(let body): (.itemTruncated, body)
        case .itemDeleted(let body): (.itemDeleted, body)
        case .transcriptionDelta(let body): (.transcriptionDelta, body)
        case .transcriptionCompleted(let body): (.transcriptionCompleted, body)
        case .transcriptionSegment(let body): (.transcriptionSegment, body)
        case .transcriptionFailed(let body): (.transcriptionFailed, body)
        case .inputAudioCommitted(let body): (.inputAudioCommitted, body)
        case .inputAudioCleared(let body): (.inputAudioCleared, body)
        case .speechStarted(let body): (.speechStarted, body)
        case .speechStopped(let body): (.speechStopped, body)
        case .idleTimeoutTriggered(let body): (.idleTimeoutTriggered, body)
        case .dtmfReceived(let body): (.dtmfReceived, body)
        case .outputAudioBufferStarted(let body): (.outputAudioBufferStarted, body)
        case .outputAudioBufferStopped(let body): (.outputAudioBufferStopped, body)
        case .outputAudioBufferCleared(let body): (.outputAudioBufferCleared, body)
        case .responseCreated(let body): (.responseCreated, body)
        case .responseDone(let body): (.responseDone, body)
        case .outputItemAdded(let body): (.outputItemAdded, body)
        case .outputItemDone(let body): (.outputItemDone, body)
        case .contentPartAdded(let body): (.contentPartAdded, body)
        case .contentPartDone(let body): (.contentPartDone, body)
        case .outputTextDelta(let body): (.outputTextDelta, body)
        case .outputTextDone(let body): (.outputTextDone, body)
        case .outputAudioTranscriptDelta(let body): (.outputAudioTranscriptDelta, body)
        case .outputAudioTranscriptDone(let body): (.outputAudioTranscriptDone, body)
        case .outputAudioDelta(let body): (.outputAudioDelta, body)
        case .outputAudioDone(let body): (.outputAudioDone, body)
        case .functionCallArgumentsDelta(let body): (.functionCallArgumentsDelta, body)
        case .functionCallArgumentsDone(let body): (.functionCallArgumentsDone, body)
        case .mcpCallArgumentsDelta(let body): (.mcpCallArgumentsDelta, body)
        case .mcpCallArgumentsDone(let body): (.mcpCallArgumentsDone, body)
        case .mcpCallInProgress(let body): (.mcpCallInProgress, body)
        case .mcpCallCompleted(let body): (.mcpCallCompleted, body)
        case .mcpCallFailed(let body): (.mcpCallFailed, body)
        case .mcpListToolsInProgress(let body): (.mcpListToolsInProgress, body)
        case .mcpListToolsCompleted(let body): (.mcpListToolsCompleted, body)
        case .mcpListToolsFailed(let body): (.mcpListToolsFailed, body)
        case .rateLimitsUpdated(let body): (.rateLimitsUpdated, body)
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
            var writer = FieldWriter(dialect: dialect, sender: .server)
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

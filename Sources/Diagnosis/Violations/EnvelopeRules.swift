/// I2 to I8: what every server event has. Deltas are left out of the ids, so that memory does not grow with audio.
import JSONText
import RealtimeProtocol

struct EnvelopeRules: Sendable {
    private var eventIDs = IdentifierSet()
    private var decision = DialectDecision()
    private var saidObfuscation = false

    var dialect: Dialect? { decision.dialect }

    mutating func server(
        _ type: EventType, _ json: JSON, at moment: Moment, isCapture: Bool, isCut: Bool, _ breaches: inout Breaches
    ) {
        if type != .dtmfReceived {
            if let id = json["event_id"]?.string, !id.isEmpty {
                if !eventIDs.insert(id) {
                    breaches.add("I4", .server, "event_id is unique in the connection", "\(id) again", at: moment)
                }
            } else if !isCut {
                breaches.add("I2", .server, "every server event has an event_id", type.rawValue, at: moment)
            }
        }
        // A logger may hide or rename what it likes.
        if isCapture, let field = RequiredFields.missing(in: json, of: type) {
            breaches.add(
                "I8", .server, "the required fields of an event are there, with the right type",
                "\(type.rawValue) without a valid \(field)", at: moment)
        }
        let session = json["session"]?.object
        guard session != nil || type.tellsDialect, let name = json["type"]?.string else { return }
        let known = decision.contradictions.count
        if let session { decision.observe(session: session) }
        decision.observe(eventName: name)
        if decision.contradictions.count > known, let dialect = decision.dialect {
            foreign(name, dialect, at: moment, &breaches)
        }
    }

    /// I3. Deltas are not parsed; who reads them on the way tells.
    func foreign(_ name: String, _ dialect: Dialect, at moment: Moment, _ breaches: inout Breaches) {
        breaches.add(
            "I3", .server, "one connection speaks one dialect", "\(name) on a \(dialect.rawValue) session", at: moment)
    }

    /// I7, told once a connection: a stream without padding has none anywhere.
    mutating func delta(
        _ type: EventType, _ fields: borrowing TopLevelFields, at moment: Moment, _ breaches: inout Breaches
    ) {
        guard !saidObfuscation, decision.dialect == .ga else { return }
        guard (fields["obfuscation"] != nil) == (type == .outputAudioDelta) else { return }
        saidObfuscation = true
        breaches.add(
            "I7", .heuristic, "deltas of text have obfuscation, deltas of audio have none", type.rawValue, at: moment)
    }
}

/// I8: realtime reference, 5.
private enum RequiredFields {
    /// The first that is missing or of a wrong type.
    static func missing(in json: JSON, of type: EventType) -> String? {
        if let field = strings(type).first(where: { json[$0]?.string == nil }) { return field }
        if let field = integers(type).first(where: { json[$0]?.integer.map { $0 < 0 } ?? true }) { return field }
        return objects(type).first { json[$0]?.object == nil }
    }

    private static func strings(_ type: EventType) -> [String] {
        switch type {
        case .itemTruncated, .itemDeleted, .transcriptionDelta, .transcriptionFailed, .inputAudioCommitted,
            .speechStarted, .speechStopped, .idleTimeoutTriggered, .mcpCallInProgress, .mcpCallCompleted,
            .mcpCallFailed, .mcpListToolsInProgress, .mcpListToolsCompleted, .mcpListToolsFailed:
            ["item_id"]
        case .transcriptionCompleted: ["item_id", "transcript"]
        case .dtmfReceived: ["event"]
        case .outputItemAdded, .outputItemDone: ["response_id"]
        case .contentPartAdded, .contentPartDone, .outputAudioDone: ["response_id", "item_id"]
        case .outputTextDone: ["response_id", "item_id", "text"]
        case .outputAudioTranscriptDone: ["response_id", "item_id", "transcript"]
        case .functionCallArgumentsDone, .mcpCallArgumentsDone: ["response_id", "item_id", "arguments"]
        default: []
        }
    }

    private static func integers(_ type: EventType) -> [String] {
        switch type {
        case .itemTruncated: ["content_index", "audio_end_ms"]
        case .speechStarted: ["audio_start_ms"]
        case .speechStopped: ["audio_end_ms"]
        case .idleTimeoutTriggered: ["audio_start_ms", "audio_end_ms"]
        case .outputItemAdded, .outputItemDone, .functionCallArgumentsDone, .mcpCallArgumentsDone: ["output_index"]
        case .contentPartAdded, .contentPartDone, .outputAudioDone, .outputTextDone, .outputAudioTranscriptDone:
            ["output_index", "content_index"]
        default: []
        }
    }

    private static func objects(_ type: EventType) -> [String] {
        switch type {
        case .error: ["error"]
        case .sessionCreated, .sessionUpdated: ["session"]
        case .itemAdded, .itemDone, .itemRetrieved, .outputItemAdded, .outputItemDone: ["item"]
        case .responseCreated, .responseDone: ["response"]
        case .contentPartAdded, .contentPartDone: ["part"]
        default: []
        }
    }
}

import JSONText

/// Which connection an event of a log belongs to: a new session is a new connection, and a stream is known by its id.
struct LogConnections {
    private(set) var table = ConnectionTable()
    private var models = 0
    private var phones = 0
    private var currentModel: Int?
    private var currentPhone: Int?
    private var sessionID: String?
    private var hasSession = false
    private var streams: [String: Int] = [:]
    private var currentHasStream = false

    /// - Parameter fields: of the event, just scanned.
    mutating func index(for event: LogEvent, _ fields: TopLevelFields) -> Int {
        event.leg == .model ? model(event, fields) : phone(event, fields)
    }

    private mutating func model(_ event: LogEvent, _ fields: TopLevelFields) -> Int {
        if event.begins {
            let id = fields["session"]?.json?["id"]?.string
            // The same session logged twice is one session.
            if hasSession, id == nil || id != sessionID { currentModel = nil }
            hasSession = true
            sessionID = id
        }
        if let currentModel { return currentModel }
        models += 1
        let index = table.index(of: "m\(models)")
        currentModel = index
        return index
    }

    private mutating func phone(_ event: LogEvent, _ fields: TopLevelFields) -> Int {
        let stream = fields["streamSid"]?.string
        if let stream, let known = streams[stream] { return known }
        if event.begins || stream != nil && currentHasStream {
            currentPhone = nil
            currentHasStream = false
        }
        let index: Int
        if let currentPhone {
            index = currentPhone
        } else {
            phones += 1
            index = table.index(of: "p\(phones)")
            currentPhone = index
        }
        if let stream {
            streams[stream] = index
            currentHasStream = true
        }
        return index
    }
}

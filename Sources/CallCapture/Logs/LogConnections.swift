import JSONText

/// Which connection an event of a log belongs to: a new session is a new connection, a stream is known by its id. Where several calls are
/// logged at once they are told apart by what the log writes beside each message, else by the ids of responses and items.
struct LogConnections {
    private(set) var table = ConnectionTable()
    /// Events that an id gave to another session than the one that spoke before: several calls in one log.
    private(set) var interleaved = 0
    /// Events after that which nothing gave to any session.
    private(set) var unassigned = 0

    private var models = 0
    private var phones = 0
    /// One for each call that the log names; one for all where it names none.
    private var strands: [String: Strand] = [:]
    private var latest = ""
    private var streams: [String: Int] = [:]
    /// Sessions, responses and items by id.
    private var owners: [String: Int] = [:]

    private static let mostStrands = 10_000
    private static let mostOwners = 100_000

    private struct Strand {
        var model: Int?
        var phone: Int?
        var sessionID: String?
        var hasSession = false
        var hasStream = false
        /// The carrier's own messages are in the log.
        var hearsCarrier = false
    }

    /// - Parameters:
    ///   - fields: of the event, just scanned.
    ///   - key: what the log writes beside the message to say which call it is; nil where it says nothing.
    mutating func index(for event: LogEvent, _ fields: TopLevelFields, key: String?) -> Int {
        // A line without a key goes on with the call of the line before.
        let name = key ?? latest
        if strands[name] == nil, strands.count >= LogConnections.mostStrands { return index(in: latest, event, fields) }
        latest = name
        return index(in: name, event, fields)
    }

    /// The connection that spoke last on this leg.
    func current(_ leg: Leg) -> Int? { leg == .model ? strands[latest]?.model : strands[latest]?.phone }

    private mutating func index(in name: String, _ event: LogEvent, _ fields: TopLevelFields) -> Int {
        var strand = strands[name] ?? Strand()
        defer { strands[name] = strand }
        return event.leg == .model ? model(event, fields, &strand) : phone(event, fields, &strand)
    }

    private mutating func model(_ event: LogEvent, _ fields: TopLevelFields, _ strand: inout Strand) -> Int {
        if event.begins {
            let id = fields["session"]?.json?["id"]?.string
            // The same session logged twice is one session.
            if strand.hasSession, id == nil || id != strand.sessionID { strand.model = id.flatMap { owners[$0] } }
            strand.hasSession = true
            strand.sessionID = id
        } else if models > 1 {
            follow(event, fields, &strand)
        }
        let index: Int
        if let model = strand.model {
            index = model
        } else {
            models += 1
            index = table.index(of: "m\(models)")
            strand.model = index
        }
        remember(fields, index)
        return index
    }

    /// To the session whose response or item this is about.
    private mutating func follow(_ event: LogEvent, _ fields: TopLevelFields, _ strand: inout Strand) {
        let ids = LogConnections.ids(fields, before: true)
        guard let owner = ids.first(where: { owners[$0] != nil }).flatMap({ owners[$0] }) else {
            if interleaved > 0, event.direction == .up { unassigned += 1 }
            return
        }
        guard owner != strand.model else { return }
        if strand.model != nil { interleaved += 1 }
        strand.model = owner
    }

    private mutating func remember(_ fields: TopLevelFields, _ index: Int) {
        // Deltas say nothing new, and are nearly all there is.
        guard fields["delta"] == nil, owners.count < LogConnections.mostOwners else { return }
        for id in LogConnections.ids(fields) where owners[id] == nil { owners[id] = index }
    }

    /// Surest first. An item is new where it is first named; the one before it is not.
    private static func ids(_ fields: TopLevelFields, before: Bool = false) -> [String] {
        var ids: [String] = []
        let names: [StaticString] =
            before ? ["response_id", "previous_item_id", "item_id"] : ["response_id", "item_id"]
        for name in names {
            if let id = fields[name]?.string { ids.append(id) }
        }
        for name in ["response", "item", "session"] as [StaticString] {
            guard let value = fields[name], value.kind == .object, let json = value.json else { continue }
            ids += [json["id"]?.string, json["conversation_id"]?.string].compactMap { $0 }
        }
        return ids
    }

    private mutating func phone(_ event: LogEvent, _ fields: TopLevelFields, _ strand: inout Strand) -> Int {
        // What the bridge says goes where the carrier is, whatever stream it names: a wrong name is its mistake.
        let isTelling = event.direction == .up || !strand.hearsCarrier
        let stream = isTelling ? fields["streamSid"]?.string : nil
        if event.direction == .up { strand.hearsCarrier = true }
        if let stream, let known = streams[stream] {
            strand.phone = known
            return known
        }
        if event.begins || stream != nil && strand.hasStream {
            strand.phone = nil
            strand.hasStream = false
        }
        let index: Int
        if let phone = strand.phone {
            index = phone
        } else {
            phones += 1
            index = table.index(of: "p\(phones)")
            strand.phone = index
        }
        if let stream {
            streams[stream] = index
            strand.hasStream = true
        }
        return index
    }
}

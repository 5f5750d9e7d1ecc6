import JSONText

/// Which connection an event of a log belongs to: a new session is a new connection, a stream is known by its id. Where several calls are
/// logged at once they are told apart by what the log writes beside each message, else by the ids of responses and items.
struct LogConnections {
    private(set) var table = ConnectionTable()
    /// Events that an id gave to another session than the one that spoke before: several calls in one log.
    private(set) var interleaved = 0
    /// Messages of a carrier for another stream than the one that spoke before, one stream and then again the other.
    private(set) var alternating = 0
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

    /// Connections to the model whose conversation nothing has named yet, and the conversation of each other.
    private var nameless: Set<Int> = []
    private var conversations: [Int: String] = [:]
    /// By connection: the carrier's messages when it spoke last, and none behind its `stop`.
    private var heard: [Int: Int] = [:]
    private var carrierMessages = 0

    /// Fewer may be a session that renews itself, or a stream that begins before the old one has ended.
    private static let enough = 8
    /// A carrier that has said so much on other streams since has left this one: two seconds of five calls.
    private static let longestSilence = 500
    private static let mostUnnamed = 64
    private static let mostStrands = 10_000
    private static let mostOwners = 100_000

    private struct Strand {
        var model: Int?
        var phone: Int?
        var sessionID: String?
        var hasSession = false
        var hasStream = false
        /// Phone connections that have begun and whose streams nothing has named.
        var unnamed: [Int] = []
        /// The carrier's own messages are in the log.
        var hearsCarrier = false
    }

    /// Several calls at once.
    var isInterleaved: Bool { interleaved > 0 || alternating >= Self.enough }

    /// What nothing assigns may be anybody's.
    var isMixed: Bool { max(interleaved, alternating) >= Self.enough && unassigned > 0 }

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
        } else if models > 1 || alternating > 0 {
            follow(event, fields, &strand)
        }
        let index: Int
        if let model = strand.model {
            index = model
        } else {
            models += 1
            index = table.index(of: "m\(models)")
            strand.model = index
            if models <= Self.mostStrands { nameless.insert(index) }
        }
        remember(fields, index)
        return index
    }

    /// To the session whose response or item this is about.
    private mutating func follow(_ event: LogEvent, _ fields: TopLevelFields, _ strand: inout Strand) {
        let ids = LogConnections.ids(fields, before: true)
        guard
            let owner = ids.first(where: { owners[$0] != nil }).flatMap({ owners[$0] })
                ?? stranger(fields, strand.model)
        else {
            // With one session in the log there is nobody else whose it could be.
            if interleaved > 0 || alternating > 0, event.direction == .up, models > 1 || !strand.hasSession {
                unassigned += 1
            }
            return
        }
        guard owner != strand.model else { return }
        if strand.model != nil { interleaved += 1 }
        strand.model = owner
    }

    /// Who begins a conversation, where the session that spoke last has another one: the only session that has none.
    private func stranger(_ fields: TopLevelFields, _ latest: Int?) -> Int? {
        guard let latest, let known = conversations[latest], let named = LogConnections.conversation(fields),
            named != known
        else { return nil }
        return nameless.count == 1 ? nameless.first : nil
    }

    private static func conversation(_ fields: TopLevelFields) -> String? {
        guard let response = fields["response"], response.kind == .object else { return nil }
        return response.json?["conversation_id"]?.string
    }

    private mutating func remember(_ fields: TopLevelFields, _ index: Int) {
        // Deltas say nothing new, and are nearly all there is.
        guard fields["delta"] == nil, owners.count < LogConnections.mostOwners else { return }
        if conversations[index] == nil, let named = LogConnections.conversation(fields) {
            conversations[index] = named
            nameless.remove(index)
        }
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
        let named = fields["streamSid"]?.string
        let stream = isTelling ? named : nil
        if event.direction == .up { strand.hearsCarrier = true }
        if let stream, let known = streams[stream] {
            if event.direction == .up {
                if let before = strand.phone, before != known { alternating += 1 }
                note(event, fields, from: known)
            }
            strand.phone = known
            strand.hasStream = true
            return known
        }
        // But where several streams go on at once and nothing else says which is meant, it is the one that is named.
        if !isTelling, alternating > 0, let named, let known = streams[named], isHeard(known) { return known }
        // The last one, for an earlier one may never get a stream.
        if !event.begins, stream != nil, let waiting = strand.unnamed.popLast() {
            strand.phone = waiting
            strand.hasStream = false
        } else if event.begins || stream != nil && strand.hasStream {
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
            if event.begins {
                if strand.unnamed.count == Self.mostUnnamed { strand.unnamed.removeFirst() }
                strand.unnamed.append(index)
            }
        }
        if let stream {
            streams[stream] = index
            strand.hasStream = true
        }
        if event.direction == .up { note(event, fields, from: index) }
        return index
    }

    private mutating func note(_ event: LogEvent, _ fields: TopLevelFields, from phone: Int) {
        carrierMessages += 1
        heard[phone] = fields["event"]?.equals("stop") == true ? nil : carrierMessages
    }

    /// The carrier is still on this stream.
    private func isHeard(_ phone: Int) -> Bool {
        heard[phone].map { carrierMessages - $0 <= Self.longestSilence } ?? false
    }
}

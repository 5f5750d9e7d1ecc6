/// I5, I19, I31, I37, I93, I115 to I125: what the client owes the service.
import JSONText
import RealtimeProtocol

struct ClientRules: Sendable {
    private var eventIDs: Set<String> = []
    /// Function calls that are known, and whether their output was sent.
    private var calls: [String: Bool] = [:]
    /// Roles of items.
    private var roles: [String: String] = [:]
    /// Where the input buffer was emptied last, milliseconds of appended audio.
    private var bufferStartMs = 0.0

    mutating func client(
        _ type: EventType, _ json: JSON, at moment: Moment, _ context: RuleContext, _ breaches: inout Breaches
    ) {
        let facts = context.facts
        if let id = json["event_id"]?.string, eventIDs.count < 100_000 {
            if id.utf8.count > 512 {
                breaches.add(
                    "I5", .client, "the client's event_id is unique and has at most 512 characters",
                    "\(id.utf8.count) characters", at: moment)
            }
            if !eventIDs.insert(id).inserted {
                breaches.add(
                    "I5", .client, "the client's event_id is unique and has at most 512 characters", "\(id) again",
                    at: moment)
            }
        }
        if context.isDirect, facts.firstServerEvent == nil {
            breaches.add("I115", .client, "the client waits for session.created", type.rawValue, at: moment)
        }
        switch type {
        case .sessionUpdate: update(json["session"] ?? .null, at: moment, context, &breaches)
        case .conversationItemCreate: create(json["item"] ?? .null, at: moment, context, &breaches)
        case .conversationItemTruncate: truncate(json, at: moment, facts, &breaches)
        case .inputAudioBufferCommit: commit(at: moment, context, &breaches)
        default: break
        }
    }

    mutating func server(_ type: EventType, _ json: JSON, at moment: Moment) {
        switch type {
        case .inputAudioCommitted, .inputAudioCleared: bufferStartMs = moment.appendedMs
        case .itemAdded, .itemDone, .outputItemAdded, .outputItemDone:
            guard let item = json["item"] else { return }
            if let id = item["id"]?.string { roles[id] = item["role"]?.string ?? item["type"]?.string }
            if item["type"]?.string == "function_call", let call = item["call_id"]?.string, calls[call] == nil {
                calls[call] = false
            }
        default: break
        }
    }

    private func update(
        _ session: JSON, at moment: Moment, _ context: RuleContext, _ breaches: inout Breaches
    ) {
        let facts = context.facts
        if context.dialect == .ga, !facts.echoes.isEmpty, session["type"] == nil,
            // Translation sessions take no type.
            facts.echoes.last?.session.type != "translation"
        {
            breaches.add("I19", .client, "session.update names session.type", "it is missing", at: moment)
        }
        if let asked = SessionFacts(session).inputEncoding, let now = facts.echoes.last?.session.inputEncoding,
            asked != now, facts.appended.last?.frame ?? 0 > facts.commits.last?.moment.frame ?? 0,
            let last = facts.appended.last, moment.seconds(since: last).map({ $0 < 1 }) ?? false
        {
            breaches.add(
                "I121", .client, "the format does not change while audio is in flight",
                "\(now.wireName), then \(asked.wireName)", at: moment)
        }
    }

    private mutating func create(
        _ item: JSON, at moment: Moment, _ context: RuleContext, _ breaches: inout Breaches
    ) {
        // OpenAI's own example for an approval makes an id of 39 letters.
        if let id = item["id"]?.string, id.count > 32, item["type"] != "mcp_approval_response" {
            breaches.add("I37", .client, "an item's id has at most 32 characters", id, at: moment)
        }
        if let dialect = context.dialect, let wrong = ContentRules.wrongType(in: item, dialect, isAsked: true) {
            breaches.add("I31", .client, "content fits the role of the message", wrong, at: moment)
        }
        guard let call = item["call_id"]?.string else { return }
        switch item["type"]?.string {
        case "function_call": calls[call] = calls[call] ?? false
        case "function_call_output":
            if calls[call] == true {
                breaches.add("I117", .client, "each function call gets one output", "\(call) again", at: moment)
            } else if calls[call] == nil, context.holdsWholeCall {
                breaches.add("I117", .client, "each function call gets one output", "\(call) is unknown", at: moment)
            }
            calls[call] = true
        default: break
        }
    }

    private func truncate(
        _ json: JSON, at moment: Moment, _ facts: ModelConnection, _ breaches: inout Breaches
    ) {
        guard let item = json["item_id"]?.string else { return }
        if let role = roles[item], role != "assistant" {
            breaches.add("I119", .client, "only an assistant's audio is truncated", "\(item) is \(role)", at: moment)
        }
        guard let end = json["audio_end_ms"]?.integer else { return }
        let longest = facts.responses.map(\.audio.milliseconds).max() ?? 0
        let isWhole = longest > 0 && !facts.responses.contains { $0.audio.isCut }
        if end < 0 || isWhole && Double(end) > longest + 1 {
            breaches.add("I118", .client, "audio_end_ms lies within the audio received", "\(end) ms", at: moment)
        }
    }

    private mutating func commit(at moment: Moment, _ context: RuleContext, _ breaches: inout Breaches) {
        let facts = context.facts
        let pending = moment.appendedMs - bufferStartMs
        let detection = facts.turnDetection(at: moment)
        if detection?.isOn == true, facts.segments.last.map({ $0.end != nil }) ?? true {
            breaches.add("I125", .client, "under VAD the service commits", "a commit by the client", at: moment)
        } else if facts.appended.isMeasured || facts.appended.payloads == 0, context.isCapture, pending < 100 {
            breaches.add(
                "I93", .client, "a commit has at least 100 ms of audio",
                "\(Int(max(0, pending))) ms since the last one", at: moment)
        }
        bufferStartMs = moment.appendedMs
    }

    func finish(_ context: RuleContext, _ breaches: inout Breaches) {
        let facts = context.facts
        if context.isDirect, let first = facts.appended.first, let echo = facts.echoes.first(where: { !$0.isCreated }),
            first < echo.moment, let update = facts.updates.first, update.accepted != nil
        {
            breaches.add(
                "I115", .client, "the client waits for session.created", "audio before the session was configured",
                at: first)
        }
        if context.isCapture {
            if facts.appended.unreadable > 0, let first = facts.appended.first {
                breaches.add(
                    "I120", .client, "appended audio is base64 of whole samples, at most 15 MiB",
                    "\(facts.appended.unreadable) payloads that are no base64", at: first)
            }
            if facts.appended.largestPayload > 15 << 20, let first = facts.appended.first {
                breaches.add(
                    "I120", .client, "appended audio is base64 of whole samples, at most 15 MiB",
                    "\(facts.appended.largestPayload) bytes", at: first)
            }
            if !facts.appended.isCut, facts.appended.oddPayloads > 0, facts.appended.bytes % 2 != 0,
                let last = facts.appended.last
            {
                breaches.add(
                    "I120", .client, "appended audio is base64 of whole samples, at most 15 MiB",
                    "half a sample is left over", at: last)
            }
        }
        if let created = facts.echoes.first(where: \.isCreated), let age = facts.last.seconds(since: created.moment),
            age > 3_540
        {
            breaches.add(
                "I124", .client, "a call is handed over before its session expires",
                "the session is \(Int(min(age, 1e9))) s old", at: facts.last)
        }
    }
}

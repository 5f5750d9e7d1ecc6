/// I9 to I21 and what is in force: the session and its echoes, and how it ends.
import JSONText
import RealtimeProtocol

struct SessionRules: Sendable {
    private var created: JSONObject?
    private var sawOthers = false
    private var expired = false

    mutating func server(
        _ type: EventType, _ json: JSON, at moment: Moment, _ facts: ModelConnection, _ breaches: inout Breaches
    ) {
        if expired {
            breaches.add("I20", .server, "nothing follows session_expired but the close", type.rawValue, at: moment)
        }
        if type == .error, json["error"]?["code"]?.string == "session_expired" { expired = true }
        defer { sawOthers = sawOthers || type != .sessionCreated }
        if type == .conversationCreated, facts.echoes.last?.session.type != nil {
            breaches.add("I11", .suspicious, "GA has no conversation.created", type.rawValue, at: moment)
        }
        guard let session = json["session"]?.object else { return }
        if type == .sessionCreated {
            if facts.opening?.request?.contains("call_id=") == true {
                breaches.add(
                    "I10", .server, "a companion connection has neither session.created nor audio", "session.created",
                    at: moment)
            }
            if created != nil {
                breaches.add("I9", .server, "session.created comes exactly once", "session.created again", at: moment)
            } else if sawOthers, facts.opening != nil {
                // Events of no known type are a vendor's own, and may come whenever it likes.
                breaches.add("I9", .server, "session.created is the first server event", "it came later", at: moment)
            }
            created = session
        } else if type == .sessionUpdated {
            update(session, at: moment, facts, &breaches)
        }
    }

    private func update(
        _ session: JSONObject, at moment: Moment, _ facts: ModelConnection, _ breaches: inout Breaches
    ) {
        if facts.clientEvents > 0, facts.updates.isEmpty, created != nil {
            breaches.add("I16", .server, "session.updated answers a session.update", "nobody sent one", at: moment)
        }
        if let voice = SessionFacts(.object(session)).voice, let before = facts.echoes.last?.session.voice,
            voice != before, let heard = facts.responses.first(where: { $0.audio.deltas > 0 })?.id
        {
            breaches.add(
                "I18", .server, "the voice never changes after it was heard",
                "\(before), then \(voice), after \(heard)",
                at: moment)
        }
        guard let created else { return }
        for key in ["id", "model", "object", "type", "expires_at"]
        where created[key] != nil && session[key] != created[key] {
            breaches.add("I12", .server, "identity of the session never changes", "session.\(key) changed", at: moment)
        }
        let missing = created.keys.filter { session[$0] == nil }
        if !missing.isEmpty {
            breaches.add(
                "I14", .server, "session.updated carries the full session",
                "without \(missing.joined(separator: ", "))",
                at: moment)
        }
    }

    /// I10 and I15, which need the whole.
    func finishEchoes(_ context: RuleContext, _ breaches: inout Breaches) {
        let facts = context.facts
        if facts.opening?.request?.contains("call_id=") == true,
            let audio = facts.responses.lazy.compactMap(\.audio.first).first
        {
            breaches.add(
                "I10", .server, "a companion connection has neither session.created nor audio", "audio", at: audio)
        }
        for update in facts.updates {
            guard let echo = update.accepted.map({ facts.echoes[$0] }) else { continue }
            let paths = SessionEchoes.differences(asked: update.session.json, echoed: echo.session.json)
            if !paths.isEmpty {
                breaches.add(
                    "I15", .server, "session.updated repeats what was asked for", paths.joined(separator: ", "),
                    at: echo.moment)
            }
        }
    }

    func finish(_ facts: ModelConnection, _ breaches: inout Breaches) {
        let answered = facts.echoes.count { !$0.isCreated }
        let matched = facts.updates.count { $0.accepted != nil }
        if !facts.updates.isEmpty, answered > matched, let last = facts.echoes.last {
            breaches.add(
                "I13", .server, "each accepted session.update yields exactly one session.updated",
                "\(answered) session.updated for \(facts.updates.count) updates", at: last.moment)
        }
        guard let ending = facts.ending, ending.byServer else { return }
        if let code = ending.code, [3_000, 4_000].contains(code) {
            let names = facts.errors.map { "\($0.type).\($0.code ?? "")" }
            if !names.contains(ending.reason) {
                breaches.add(
                    "I21", .suspicious, "a close 3000 or 4000 repeats the error before it", ending.text,
                    at: ending.moment)
            }
        } else if ending.code != 1_000, ending.code != 1_001 {
            breaches.add("I21", .suspicious, "a close is 1000 or 1001", ending.text, at: ending.moment)
        }
    }
}

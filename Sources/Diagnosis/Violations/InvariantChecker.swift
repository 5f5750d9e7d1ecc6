/// Holds one connection against the rules of the protocol as its events pass, and folds what breaks them by rule.
/// A rule that needs an earlier event only speaks where events of that kind are in the capture at all, for loggers filter.
import JSONText
import RealtimeProtocol

struct InvariantChecker: Sendable {
    private var breaches = Breaches()
    private var envelope = EnvelopeRules()
    private var session = SessionRules()
    private var items = ItemRules()
    private var order = OrderRules()
    private var responses = ResponseRules()
    private var outcomes = OutcomeRules()
    private var parts: PartRules
    private var input = InputAudioRules()
    private var turnTaking = TurnTakingRules()
    private var mcp = MCPRules()
    private var errors = ErrorRules()
    private var answers = AnswerRules()
    private var clients = ClientRules()
    private var seen: Set<EventType> = []
    private let isCapture: Bool
    /// A logger kept only a part of the message that is looked at: what it lacks was not left out by who sent it.
    private var isCut = false

    init(isCapture: Bool) {
        self.isCapture = isCapture
        parts = PartRules(isCapture: isCapture)
    }

    /// Of the message that comes next.
    mutating func expect(isCut: Bool) { self.isCut = isCut && !isCapture }

    mutating func binaryFrame(at moment: Moment) {
        breaches.add("I1", .server, "every message is a text frame with one JSON object", "a binary frame", at: moment)
    }

    mutating func unreadable(at moment: Moment, fromServer: Bool) {
        // A log may have mangled it; only our own captures hold what crossed.
        guard isCapture else { return }
        breaches.add(
            "I1", fromServer ? .server : .client, "every message is a text frame with one JSON object",
            "no JSON object with a type", at: moment)
    }

    mutating func unknown(_ name: String, at moment: Moment) {
        breaches.add("I6", .suspicious, "the type of a server event is a known one", name, at: moment)
    }

    mutating func foreign(_ name: String, _ dialect: Dialect, at moment: Moment) {
        envelope.foreign(name, dialect, at: moment, &breaches)
    }

    private func context(_ facts: ModelConnection) -> RuleContext {
        RuleContext(facts: facts, seen: seen, dialect: envelope.dialect, isCapture: isCapture)
    }

    mutating func client(_ type: EventType, _ json: JSON, at moment: Moment, _ facts: ModelConnection) {
        seen.insert(type)
        errors.client(json)
        responses.client(type, json, at: moment, &breaches)
        answers.client(type, json)
        mcp.client(type, json)
        clients.client(type, json, at: moment, context(facts), &breaches)
    }

    mutating func server(_ type: EventType, _ json: JSON, at moment: Moment, _ facts: ModelConnection) {
        seen.insert(type)
        envelope.server(type, json, at: moment, isCapture: isCapture, isCut: isCut, &breaches)
        if !isCut { session.server(type, json, at: moment, facts, &breaches) }
        responses.server(type, json, at: moment, seen, &breaches)
        input.server(type, json, at: moment, facts, seen, &breaches)
        errors.server(type, json, at: moment, facts, &breaches)
        let context = context(facts)
        items.server(type, json, at: moment, context, &breaches)
        parts.server(type, json, at: moment, context, &breaches)
        order.server(type, json, at: moment, context, &breaches)
        outcomes.server(type, json, at: moment, context, &breaches)
        turnTaking.server(type, json, at: moment, context, &breaches)
        mcp.server(type, json, at: moment, context, &breaches)
        answers.server(type, json, at: moment, context, &breaches)
        clients.server(type, json, at: moment)
    }

    /// The hot path: nothing is parsed, and nothing allocated but the text that `.done` has to repeat.
    mutating func delta(_ type: EventType, _ fields: borrowing TopLevelFields, at moment: Moment) {
        if isCapture { envelope.delta(type, fields, at: moment, &breaches) }
        parts.delta(
            type, fields, partsAreLogged: seen.contains(.contentPartAdded), isCut: isCut, at: moment, &breaches)
    }

    mutating func finish(_ facts: ModelConnection) {
        let context = context(facts)
        session.finish(facts, &breaches)
        session.finishEchoes(context, &breaches)
        responses.finish(facts, &breaches)
        outcomes.finish(context, &breaches)
        turnTaking.finish(context, &breaches)
        mcp.finish(facts, &breaches)
        errors.finish(facts, &breaches)
        clients.finish(context, &breaches)
    }

    /// The violations of all connections, one entry a rule, in the order of the rules.
    static func fold(_ checkers: [InvariantChecker]) -> [Violation] {
        var all: [String: Violation] = [:]
        for violation in checkers.flatMap(\.breaches.byRule.values) {
            if var known = all[violation.rule] {
                known.count += violation.count
                known.evidence = Array((known.evidence + violation.evidence).prefix(5))
                all[violation.rule] = known
            } else {
                all[violation.rule] = violation
            }
        }
        return all.values.sorted { ($0.rule.count, $0.rule) < ($1.rule.count, $1.rule) }
    }
}

import RealtimeProtocol
import Scenarios

/// A point at which a rule can apply: what happens, in which turn, when.
struct Moment {
    /// GA names of the events that stand for it: what is asked, what would be answered.
    var events: [String]
    /// Nil where the moment is a decision, not a message.
    var direction: Direction?
    var turn: Int
    var spokenTurn: Int
    /// Since `session.created`.
    var elapsed: Duration

    enum Direction: String { case up, down }

    /// Everything that the condition gives holds, except `nth`, which needs a memory.
    func satisfies(_ condition: Condition, assuming direction: Direction? = nil) -> Bool {
        guard condition.leg == "model" else { return false }
        if let wanted = condition.direction ?? direction?.rawValue, let own = self.direction, own.rawValue != wanted {
            return false
        }
        if let event = condition.event, !events.contains(event) { return false }
        if let range = condition.turn, !range.contains(turn) { return false }
        if let range = condition.spokenTurn, !range.contains(spokenTurn) { return false }
        if let after = condition.afterMs, elapsed < .milliseconds(after) { return false }
        return true
    }
}

/// The outcomes of a plan, asked at each decision of the engine. Keeps the count behind `nth` and the dice behind `probability`.
struct RuleBook {
    private var rules: [(number: Int, rule: Rule, outcome: Outcome, met: Int)]
    private var dice: SplitMix64
    private var firings = FiringList()
    /// There is a rule that can end the session in the middle of anything.
    let canEnd: Bool

    init(_ rules: [Rule], dice: SplitMix64) {
        self.dice = dice
        self.rules = rules.enumerated().compactMap { index, rule in
            guard case .outcome(let outcome) = rule.effect else { return nil }
            return (index + 1, rule, outcome, 0)
        }
        canEnd = self.rules.contains { $0.outcome.endsSession }
    }

    /// The first outcome of the wanted kind whose rule applies now.
    mutating func decide(_ moment: Moment, _ isWanted: (Outcome) -> Bool) -> Outcome? {
        var decision: Outcome?
        for index in rules.indices where decision == nil && isWanted(rules[index].outcome) {
            let rule = rules[index].rule
            guard moment.satisfies(rule.when) else { continue }
            rules[index].met += 1
            if let nth = rule.when.nth, !nth.contains(rules[index].met) { continue }
            if rule.probability < 1, Double.random(in: 0..<1, using: &dice) >= rule.probability { continue }
            decision = rules[index].outcome
            firings.note(rules[index].number)
        }
        return decision
    }

    mutating func takeFirings() -> [Int] { firings.take() }

    /// When a rule that needs no message to happen becomes due.
    func nextEnding(after elapsed: Duration) -> Duration? {
        guard canEnd else { return nil }
        return rules.lazy
            .filter { $0.outcome.endsSession && $0.rule.when.event == nil }
            .compactMap { $0.rule.when.afterMs.map { Duration.milliseconds($0) } }
            .filter { $0 > elapsed }
            .min()
    }
}

extension Outcome {
    var endsSession: Bool {
        switch self {
        case .expire, .close: true
        default: false
        }
    }
}

extension Duration {
    static func milliseconds(_ value: Double) -> Duration {
        // Hours enough for any session, and no overflow whatever a scenario says.
        .microseconds(Int64(min(max(value.isFinite ? value : 0, 0), 1e12) * 1_000))
    }
}

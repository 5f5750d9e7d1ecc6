/// Holds one connection against the rules of the protocol as its events pass, and folds what breaks them by rule.
import JSONText
import RealtimeProtocol

struct InvariantChecker: Sendable {
    private(set) var broken: [String: Violation] = [:]
    private let isCapture: Bool

    init(isCapture: Bool) { self.isCapture = isCapture }

    mutating func binaryFrame(at moment: Moment) {}
    mutating func unreadable(at moment: Moment, fromServer: Bool) {}
    mutating func unknown(_ name: String, at moment: Moment) {}
    mutating func client(_ type: EventType, _ json: JSON, at moment: Moment) {}
    mutating func server(_ type: EventType, _ json: JSON, at moment: Moment, _ facts: ModelConnection) {}
    mutating func delta(_ type: EventType, _ fields: borrowing TopLevelFields, at moment: Moment) {}
    mutating func finish(_ facts: ModelConnection) {}
}

extension InvariantChecker {
    /// The violations of all connections, one entry a rule, in the order of the rules.
    static func fold(_ checkers: [InvariantChecker]) -> [Violation] {
        var all: [String: Violation] = [:]
        for checker in checkers {
            for (rule, violation) in checker.broken {
                all[
                    rule,
                    default: Violation(
                        rule: rule, severity: violation.severity, summary: violation.summary, count: 0, evidence: [])
                ]
                .merge(violation)
            }
        }
        return all.values.sorted { ($0.rule.count, $0.rule) < ($1.rule.count, $1.rule) }
    }
}

extension Violation {
    fileprivate mutating func merge(_ other: Violation) {
        count += other.count
        evidence = Array((evidence + other.evidence).prefix(5))
    }
}

/// Broken rules of one connection, folded by rule: `event-invariants` names them.
struct Breaches: Sendable {
    private(set) var byRule: [String: Violation] = [:]

    /// E protocol error of the server, W legal but suspicious, C fault of the client, H heuristic.
    enum Severity: String {
        case server = "E"
        case suspicious = "W"
        case client = "C"
        case heuristic = "H"
    }

    /// - Parameters:
    ///   - rule: `I39`
    ///   - summary: the rule in words, the same at every place.
    ///   - place: what was seen here.
    mutating func add(_ rule: String, _ severity: Severity, _ summary: String, _ place: String, at moment: Moment) {
        var violation =
            byRule[rule] ?? Violation(rule: rule, severity: severity.rawValue, summary: summary, count: 0, evidence: [])
        violation.count += 1
        if violation.evidence.count < 5 { violation.evidence.append(moment.evidence(place)) }
        byRule[rule] = violation
    }
}

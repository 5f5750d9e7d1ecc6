/// A log in which several calls are mixed and not told apart proves nothing about any of them: what looks like a fault of one may be
/// two healthy ones. Then the report says so, and what it would otherwise have found.
enum MixedCalls {
    static let reason = "several calls are mixed in this log; log the call's id with every message"

    /// The report as far as it can be stood by.
    static func doubted(_ report: Report) -> Report {
        var report = report
        let standing = report.findings.filter { $0.refinedBy == nil }
        report.notes.insert(
            Note(
                id: "calls-mixed",
                text: "\(reason)"
                    + (standing.isEmpty
                        ? ""
                        : "; it would look like this: "
                            + standing.map { "\($0.id), \($0.summary)" }.joined(separator: "; ")),
                evidence: Array(standing.flatMap(\.evidence).prefix(5))), at: 0)
        report.findings = []
        report.primary = nil
        report.violations = []
        report.verdict = .incomplete
        for index in report.indicators.indices
        where report.indicators[index].result == .fail || report.indicators[index].required {
            report.indicators[index].result = .notExamined
            report.indicators[index].reason = reason
            report.indicators[index].evidence = []
        }
        for index in report.calls.indices {
            report.calls[index].verdict = .incomplete
            report.calls[index].primary = nil
            report.calls[index].findings = []
        }
        return report
    }
}

import CallCapture

/// A source that proves nothing about what happened. In a log of several calls that are not told apart, what looks like a fault of one
/// may be two healthy ones; in a capture whose lines were sorted or shuffled, or a log of two hosts whose clocks differ, nothing follows
/// from what. Then the report says so, and what it would otherwise have found.
package enum Doubt: String, Sendable {
    case mixed = "calls-mixed"
    case disordered = "frames-disordered"
    case skewed = "clocks-differ"

    init?(_ summary: ReadingSummary) {
        if summary.isMixed {
            self = .mixed
        } else if summary.isDisordered {
            self = .disordered
        } else if summary.isSkewed {
            self = .skewed
        } else {
            return nil
        }
    }

    package var reason: String {
        switch self {
        case .mixed: "several calls are mixed in this log; log the call's id with every message"
        case .disordered:
            "the frames do not stand in the order of their times: the file was sorted, shuffled or put together; give the one that was recorded"
        case .skewed:
            "the two sides of this log were written by clocks that differ: set both by NTP, or log both sides in one place"
        }
    }

    /// The report as far as it can be stood by.
    func doubted(_ report: Report) -> Report {
        var report = report
        let standing = report.findings.filter { $0.refinedBy == nil }
        report.notes.insert(
            Note(
                id: rawValue,
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

import Diagnosis

/// The verdict in one sentence, the same in every format.
enum VerdictWords {
    static func word(_ verdict: Verdict) -> String {
        switch verdict {
        case .pass: "Pass"
        case .fail: "Fail"
        case .incomplete: "Incomplete"
        }
    }

    static func sentence(_ report: Report) -> String {
        switch report.verdict {
        case .pass: return "nothing is wrong"
        case .fail:
            let others = max(0, report.findings.count { $0.refinedBy == nil } - 1)
            let what = report.primary ?? unexplained(report)
            return others > 0 && report.primary != nil ? "\(what) and \(others) more" : what
        case .incomplete:
            let open = report.indicators.filter { $0.required && $0.result == .notExamined }.map(\.id)
            guard !open.isEmpty else { return "a required question could not be examined" }
            let more = open.count > 4 ? " and \(open.count - 3) more" : ""
            return "not examined though required: "
                + open.prefix(more.isEmpty ? 4 : 3).joined(separator: ", ") + more
        }
    }

    private static func unexplained(_ report: Report) -> String {
        let indicators = report.indicators.filter { $0.result == .fail }.map(\.id)
        let sections = report.sections.filter { $0.result == .fail }.map(\.id)
        let failed = indicators.isEmpty ? sections : indicators
        return failed.isEmpty
            ? "a check failed that no known failure mode explains"
            : "\(failed.joined(separator: ", ")) failed, and no known failure mode explains it"
    }
}

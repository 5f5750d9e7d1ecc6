import Diagnosis

/// What all formats say of a suite in the same words.
enum SuiteWords {
    /// `58 of 60 cases as expected, 1 failed, 1 skipped`
    static func counts(_ report: SuiteReport) -> String {
        let counts = report.counts
        let total = report.cases.count
        let others = [
            (counts.failed, report.comparison == nil ? "failed" : "worse than the baseline"),
            (counts.open, "not examined"), (counts.known, "known to fail"), (counts.skipped, "skipped"),
            (counts.flaky, "flaky"),
        ].filter { $0.0 > 0 }.map { "\($0) \($1)" }
        return (["\(counts.passed) of \(total) case\(total == 1 ? "" : "s") as expected"] + others)
            .joined(separator: ", ")
    }

    static func sentence(_ report: SuiteReport) -> String {
        (report.run.cutShort.map { "\(counts(report)); \($0)" }) ?? counts(report)
    }

    /// `pass`; of several runs that differ `pass 3 of 5, fail, x 2 of 5`.
    static func result(_ each: CaseReport) -> String {
        guard each.isFlaky else { return each.runs.first?.result ?? "" }
        return "flaky: " + each.tally.map { "\($0.result) (\($0.count) of \(each.runs.count))" }.joined(separator: ", ")
    }

    /// `612 ms`; of many turns `612 ms, p95 840 ms`: over all runs.
    static func latency(_ each: CaseReport) -> String {
        guard let all = each.latency else { return "" }
        var words = Numbers.milliseconds(all.p50)
        if all.count > 1 { words += ", p95 \(Numbers.milliseconds(all.p95))" }
        return words
    }

    /// How far the runs of a case lie apart; nil of a single run, or where nothing was measured.
    static func spread(_ each: CaseReport) -> String? {
        guard each.runs.count > 1 else { return nil }
        let runs = each.runs.compactMap { Spread($0.latencies) }
        guard let medians = Spread(runs.map(\.p50)), let tails = Spread(runs.map(\.p95)) else { return nil }
        func range(_ spread: Spread) -> String {
            "\(Numbers.milliseconds(spread.least)) to \(Numbers.milliseconds(spread.most))"
        }
        return "over \(runs.count) runs: median \(range(medians)), p95 \(range(tails))"
    }

    static func head(_ report: SuiteReport) -> String {
        var parts = [report.plan.title.isEmpty ? report.plan.id : "\(report.plan.id): \(report.plan.title)"]
        parts.append(report.plan.bridge)
        if let shard = report.run.shard { parts.append("part \(shard)") }
        if report.run.isVirtual { parts.append("virtual time") }
        return parts.joined(separator: " · ")
    }
}

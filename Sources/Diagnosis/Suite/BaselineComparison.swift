/// What changed since the baseline. Only what got worse counts; what was bad already is old news, what got better is good news.
package struct BaselineComparison: Sendable, Equatable {
    /// Of cases that got worse: name and what about them did. Cases that the baseline does not know are here when they are not as expected.
    package var worse: [Change]
    package var better: [Change]
    /// Not as expected, and no worse than then.
    package var known: [String]
    /// Cases of the baseline that this run left out.
    package var missing: [String]

    package struct Change: Sendable, Equatable {
        package var name: String
        /// One sentence each.
        package var what: [String]

        package init(name: String, what: [String]) {
            self.name = name
            self.what = what
        }
    }

    package func isWorse(_ name: String) -> Bool { worse.contains { $0.name == name } }

    package init(worse: [Change] = [], better: [Change] = [], known: [String] = [], missing: [String] = []) {
        self.worse = worse
        self.better = better
        self.known = known
        self.missing = missing
    }

    /// - Throws: ``BaselineRefusal`` when the runs are not alike: another plan, another kind of bridge, another major
    ///   version, another clock, or a scenario that has changed since.
    package init(of report: SuiteReport, with baseline: SuiteBaseline) throws(BaselineRefusal) {
        try Self.check(report, baseline)
        self.init()
        for now in report.cases where now.skipped == nil {
            guard let then = baseline.cases.first(where: { $0.name == now.name }) else {
                if now.outcome != .pass { worse.append(Change(name: now.name, what: ["new, and \(now.words)"])) }
                continue
            }
            let changes = CaseChanges(now, since: then, baseline.tolerance)
            if !changes.worse.isEmpty {
                worse.append(Change(name: now.name, what: changes.worse))
            } else if now.outcome != .pass {
                known.append(now.name)
            }
            if changes.worse.isEmpty, !changes.better.isEmpty {
                better.append(Change(name: now.name, what: changes.better))
            }
        }
        let ran = Set(report.cases.filter { $0.skipped == nil }.map(\.name))
        missing = baseline.cases.map(\.name).filter { !ran.contains($0) }
    }

    /// Everything that can be known before a single case was run.
    package static func check(_ report: SuiteReport, _ baseline: SuiteBaseline) throws(BaselineRefusal) {
        let again = "write it anew with --update-baseline"
        guard baseline.plan == report.plan.id else {
            throw BaselineRefusal(
                "it is of the plan \(baseline.plan), and this is \(report.plan.id)",
                hint: "give the baseline of this plan")
        }
        guard baseline.kind == report.plan.kind else {
            throw BaselineRefusal(
                "it is of a bridge by \(baseline.kind), and this one is by \(report.plan.kind)",
                hint: "keep one baseline for each")
        }
        guard baseline.isVirtual == report.run.isVirtual else {
            throw BaselineRefusal(
                "it was made \(baseline.isVirtual ? "in virtual time" : "in real time"), and this run was not",
                hint: "keep one baseline for each")
        }
        guard major(baseline.tool) == major(report.run.tool) else {
            throw BaselineRefusal("it was made by \(baseline.tool), and this is \(report.run.tool)", hint: again)
        }
        let changed = report.cases.filter { now in
            baseline.cases.contains { $0.name == now.name && $0.fingerprint != now.fingerprint }
        }.map(\.name)
        guard changed.isEmpty else {
            let names =
                changed.prefix(3).joined(separator: ", ") + (changed.count > 3 ? " and \(changed.count - 3) more" : "")
            throw BaselineRefusal("what is run has changed since: \(names)", hint: again)
        }
    }

    /// `realtime-doctor 1.4.0`: the 1.
    private static func major(_ tool: String) -> Substring {
        (tool.split(separator: " ").last ?? "").prefix { $0 != "." }
    }
}

/// One case then and now.
struct CaseChanges {
    private(set) var worse: [String] = []
    private(set) var better: [String] = []

    init(_ now: CaseReport, since then: SuiteBaseline.Case, _ tolerance: SuiteBaseline.Tolerance) {
        compareResult(now, then)
        compareFindings(now, then)
        compareIndicators(now, then)
        compareLatency(now, then, tolerance)
    }

    private mutating func compareResult(_ now: CaseReport, _ then: SuiteBaseline.Case) {
        let ranks: [CaseReport.Outcome: Int] = [.pass: 0, .incomplete: 1, .fail: 2]
        let (was, has) = (ranks[then.outcome, default: 0], ranks[now.outcome, default: 0])
        guard was == has else {
            if has > was { worse.append(now.words) } else { better.append("\(now.words); it was \(then.words)") }
            return
        }
        // As bad as before in another way is news; as good as before is the same by its expectation.
        guard has > 0, let run = now.telling, run.verdict != then.verdict || run.primary != then.primary else { return }
        worse.append("\(now.words); it was \(then.words)")
    }

    private mutating func compareFindings(_ now: CaseReport, _ then: SuiteBaseline.Case) {
        let found = Set(now.runs.flatMap(\.findings).map(\.id))
        for id in found.subtracting(then.findings).sorted() where id != now.expected.primary {
            let summary = now.runs.lazy.flatMap(\.findings).first { $0.id == id }?.summary ?? ""
            worse.append("new finding \(id): \(summary)")
        }
        for id in Set(then.findings).subtracting(found).sorted() where id != now.expected.primary {
            better.append("\(id) is gone")
        }
    }

    private mutating func compareIndicators(_ now: CaseReport, _ then: SuiteBaseline.Case) {
        for indicator in now.worstIndicators {
            guard let was = then.indicators.first(where: { $0.id == indicator.id })?.result else { continue }
            let change = "\(indicator.id): \(indicator.result.rawValue), it was \(was.rawValue)"
            if indicator.result.badness > was.badness { worse.append(change) }
            if indicator.result.badness < was.badness { better.append(change) }
        }
    }

    private mutating func compareLatency(
        _ now: CaseReport, _ then: SuiteBaseline.Case, _ tolerance: SuiteBaseline.Tolerance
    ) {
        guard let now = now.latency, let then = then.latency else { return }
        for (name, now, then) in [("median", now.p50, then.p50), ("p95", now.p95, then.p95)] {
            let change = "\(name) latency: \(Int(bounded: now)) ms, it was \(Int(bounded: then)) ms"
            if now > tolerance.limit(then) { worse.append(change) }
            if then > tolerance.limit(now) { better.append(change) }
        }
    }
}

extension SuiteBaseline.Case {
    /// `fail, second-turn-stall`
    fileprivate var words: String { (verdict?.rawValue ?? "not run") + (primary.map { ", \($0)" } ?? "") }
}

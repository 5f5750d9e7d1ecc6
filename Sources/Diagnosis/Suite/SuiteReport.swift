/// What a suite found: the one value that every output format of a suite shows.
package struct SuiteReport: Sendable, Equatable {
    /// Version of `suite.json`.
    package static let version = 1

    package var plan: Plan
    package var run: Run
    /// In the order of the plan.
    package var cases: [CaseReport]
    /// Nil where there was none to hold the run against.
    package var comparison: BaselineComparison?

    package struct Plan: Sendable, Equatable {
        package var id: String
        package var title: String
        /// As it was named on the command line; nil where there was no file.
        package var file: String?
        /// What was examined, without its secrets: `reference bridge`, `python main.py`.
        package var bridge: String
        /// `reference`, `run`, `stream` …: runs on different kinds are not alike.
        package var kind: String

        package init(id: String, title: String, file: String?, bridge: String, kind: String) {
            self.id = id
            self.title = title
            self.file = file
            self.bridge = bridge
            self.kind = kind
        }
    }

    package struct Run: Sendable, Equatable {
        /// `realtime-doctor 0.1.0`
        package var tool: String
        /// ISO 8601, UTC.
        package var started: String
        /// Of the whole suite, on a wall.
        package var seconds: Double
        package var jobs: Int
        /// `2/5`; nil: all of it.
        package var shard: String?
        package var isVirtual: Bool
        /// Why not everything was run; nil when it was.
        package var cutShort: String?

        package init(
            tool: String, started: String, seconds: Double, jobs: Int = 1, shard: String? = nil,
            isVirtual: Bool = false, cutShort: String? = nil
        ) {
            self.tool = tool
            self.started = started
            self.seconds = seconds
            self.jobs = jobs
            self.shard = shard
            self.isVirtual = isVirtual
            self.cutShort = cutShort
        }
    }

    package init(plan: Plan, run: Run, cases: [CaseReport], comparison: BaselineComparison? = nil) {
        self.plan = plan
        self.run = run
        self.cases = cases
        self.comparison = comparison
    }

    /// How many cases stand in each way.
    package struct Counts: Sendable, Equatable {
        package var passed = 0
        package var failed = 0
        package var open = 0
        package var known = 0
        package var skipped = 0
        package var flaky = 0
    }

    package var counts: Counts {
        var counts = Counts()
        for each in cases {
            switch standing(of: each) {
            case .passed: counts.passed += 1
            case .failed: counts.failed += 1
            case .open: counts.open += 1
            case .known: counts.known += 1
            case .skipped: counts.skipped += 1
            }
            if each.isFlaky { counts.flaky += 1 }
        }
        return counts
    }

    /// How a case counts, which is what every format shows.
    package enum Standing: Sendable, Equatable {
        case passed
        /// Not as expected; held against a baseline, worse than then.
        case failed(String)
        /// It could not be examined.
        case open(String)
        /// Not as expected, and no worse than in the baseline.
        case known(String)
        case skipped(String)
    }

    package func standing(of each: CaseReport) -> Standing {
        if let reason = each.skipped { return .skipped(reason) }
        if let comparison {
            guard let change = comparison.worse.first(where: { $0.name == each.name }) else {
                return each.outcome == .pass ? .passed : .known(each.words)
            }
            let words = change.what.joined(separator: "; ")
            return each.outcome == .incomplete ? .open(words) : .failed(words)
        }
        switch each.outcome {
        case .fail: return .failed(each.words)
        case .incomplete: return .open(each.words)
        case .pass, .skipped: return .passed
        }
    }

    /// The worst of its cases; held against a baseline, the worst of those that got worse. A fault outranks what could
    /// not be examined, and a suite that ran nothing, or was cut short, has examined too little to pass.
    package var verdict: Verdict {
        let standings = cases.map(standing)
        if standings.contains(where: { if case .failed = $0 { true } else { false } }) { return .fail }
        if standings.contains(where: { if case .open = $0 { true } else { false } }) { return .incomplete }
        let ran = cases.contains { !$0.runs.isEmpty }
        return ran && run.cutShort == nil ? .pass : .incomplete
    }
}

/// One case of a suite: what was expected, what its runs came to.
package struct CaseReport: Sendable, Equatable {
    /// Unique in the suite.
    package var name: String
    /// Id of the scenario.
    package var scenario: String
    package var title: String
    package var tags: [String]
    /// Where the plan has it, from 1.
    package var line: Int?
    /// Of the scenario's text and of everything that the plan changes about it: runs with another are not alike.
    package var fingerprint: String
    package var expected: Expected
    package var runs: [CaseRun]
    /// Why it was not run; nil when it was.
    package var skipped: String?

    package struct Expected: Sendable, Equatable {
        package var verdict: Verdict
        /// Nil: any, or none.
        package var primary: String?

        package init(verdict: Verdict, primary: String? = nil) {
            self.verdict = verdict
            self.primary = primary
        }

        /// `pass`; `fail, second-turn-stall`
        package var words: String { verdict.rawValue + (primary.map { ", \($0)" } ?? "") }
    }

    package enum Outcome: String, Sendable, CaseIterable {
        /// Every run was as expected.
        case pass
        case fail
        /// It could not be examined, and nothing else is wrong.
        case incomplete
        case skipped
    }

    package init(
        name: String, scenario: String, title: String, tags: [String] = [], line: Int? = nil, fingerprint: String,
        expected: Expected, runs: [CaseRun] = [], skipped: String? = nil
    ) {
        self.name = name
        self.scenario = scenario
        self.title = title
        self.tags = tags
        self.line = line
        self.fingerprint = fingerprint
        self.expected = expected
        self.runs = runs
        self.skipped = skipped
    }

    package func outcome(of run: CaseRun) -> Outcome {
        guard let verdict = run.verdict else { return .incomplete }
        if verdict == expected.verdict, expected.primary == nil || expected.primary == run.primary { return .pass }
        return verdict == .incomplete ? .incomplete : .fail
    }

    package var outcome: Outcome {
        if skipped != nil { return .skipped }
        let outcomes = runs.map(outcome)
        if outcomes.contains(.fail) { return .fail }
        return outcomes.contains(.incomplete) || outcomes.isEmpty ? .incomplete : .pass
    }

    /// Its runs did not agree.
    package var isFlaky: Bool { Set(runs.map(\.result)).count > 1 }

    /// The run that tells most about the case: the worst, the earlier of two.
    package var telling: CaseRun? {
        let ranks: [Outcome: Int] = [.fail: 2, .incomplete: 1]
        return runs.max { ranks[outcome(of: $0), default: 0] < ranks[outcome(of: $1), default: 0] }
    }

    /// What came of it in one sentence: `pass`; `fail, x, where pass was expected: …`; `3 of 5 runs: fail, x …`.
    package var words: String {
        if let skipped { return "skipped: \(skipped)" }
        guard let run = telling else { return "it was not run" }
        guard outcome != .pass else {
            return run.result + (runs.count > 1 ? ", \(runs.count) of \(runs.count) runs" : "")
        }
        let alike = runs.count { $0.result == run.result }
        let share = runs.count > 1 ? "\(alike) of \(runs.count) runs: " : ""
        let reason = run.reason.isEmpty ? "" : ": \(run.reason)"
        guard run.verdict != nil else { return "\(share)could not be run\(reason)" }
        return "\(share)\(run.result), where \(expected.words) was expected\(reason)"
    }

    /// What its runs came to and how often, the commonest first: `pass` 4, `fail, x` 1.
    package var tally: [(result: String, count: Int)] {
        var tally: [(result: String, count: Int)] = []
        for result in runs.map(\.result) {
            if let index = tally.firstIndex(where: { $0.result == result }) {
                tally[index].count += 1
            } else {
                tally.append((result, 1))
            }
        }
        return tally.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }.map(
            \.element)
    }

    /// Of all turns of all runs, milliseconds from the end of the caller's speech to the first audio.
    package var latency: Spread? { Spread(runs.flatMap(\.latencies)) }
}

/// One run of a case: what is kept of its report.
package struct CaseRun: Sendable, Equatable {
    package var seed: UInt64
    /// Nil: there was no capture to judge.
    package var verdict: Verdict?
    package var primary: String?
    /// Of a run that did not pass, in one sentence.
    package var reason: String
    /// That no other refines, the primary first.
    package var findings: [Found]
    package var indicators: [Answered]
    /// Milliseconds from the end of the caller's speech to the first audio, of each turn that has both.
    package var latencies: [Double]
    /// Of the call, on its own clock.
    package var seconds: Double?
    /// Where its own report is, from the suite's.
    package var folder: String?

    package struct Found: Sendable, Equatable {
        package var id: String
        package var title: String
        package var summary: String
        package var remedy: String

        package init(id: String, title: String, summary: String, remedy: String) {
            self.id = id
            self.title = title
            self.summary = summary
            self.remedy = remedy
        }
    }

    package struct Answered: Sendable, Equatable {
        package var id: String
        package var result: CheckResult

        package init(id: String, result: CheckResult) {
            self.id = id
            self.result = result
        }
    }

    package init(
        seed: UInt64, verdict: Verdict?, primary: String? = nil, reason: String = "", findings: [Found] = [],
        indicators: [Answered] = [], latencies: [Double] = [], seconds: Double? = nil, folder: String? = nil
    ) {
        self.seed = seed
        self.verdict = verdict
        self.primary = primary
        self.reason = reason
        self.findings = findings
        self.indicators = indicators
        self.latencies = latencies
        self.seconds = seconds
        self.folder = folder
    }

    /// `fail, second-turn-stall`; `could not be run`
    package var result: String {
        guard let verdict else { return "could not be run" }
        return verdict.rawValue + (primary.map { ", \($0)" } ?? "")
    }
}

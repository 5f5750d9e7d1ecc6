package import Diagnosis

/// Which case is run next, and what came of those that were: decided in one place for threads and child processes alike.
package struct SuiteSchedule: Sendable {
    /// One run of one case.
    package struct Job: Sendable, Equatable {
        /// Index in `cases`.
        package var index: Int
        /// Of the runs of its case, from 0.
        package var run: Int
        package var seed: UInt64
    }

    package let cases: [PlannedCase]
    /// After the first case that is not as expected nothing more is begun.
    private let failsFast: Bool
    private var waiting: ArraySlice<Job>
    private var runs: [[CaseRun?]]
    private var underway = 0
    private var stopped: String?
    private var done = 0

    package init(_ cases: [PlannedCase], failsFast: Bool = false) {
        self.cases = cases
        self.failsFast = failsFast
        // Whole cases one after the other, so that a run that is cut short has whole ones.
        waiting =
            cases.enumerated().flatMap { index, each in
                (0..<(each.skip == nil ? each.repeats : 0)).map {
                    Job(index: index, run: $0, seed: each.seed &+ UInt64($0))
                }
            }[...]
        runs = cases.map { Array(repeating: nil, count: $0.skip == nil ? $0.repeats : 0) }
    }

    package var jobCount: Int { runs.reduce(0) { $0 + $1.count } }
    /// Runs that have ended.
    package var jobsDone: Int { done }
    package var isFinished: Bool { waiting.isEmpty && underway == 0 }

    /// Nil: nothing is left to begin.
    package mutating func next() -> Job? {
        guard let job = waiting.popFirst() else { return nil }
        underway += 1
        return job
    }

    package mutating func finished(_ job: Job, _ run: CaseRun) {
        underway -= 1
        done += 1
        runs[job.index][job.run] = run
        guard failsFast, cases[job.index].report.outcome(of: run) != .pass, stopped == nil else { return }
        stop("stopped at the first case that was not as expected, \(cases[job.index].name)")
    }

    /// Begins nothing more; what is under way may still finish, and where nothing was waiting nothing is lost.
    package mutating func stop(_ reason: String) {
        guard !waiting.isEmpty else { return }
        interrupt(reason)
    }

    /// Begins nothing more; what is under way is ended too.
    package mutating func interrupt(_ reason: String) {
        guard !isFinished else { return }
        stopped = stopped ?? reason
        waiting = []
    }

    /// Why not everything was run.
    package var cutShort: String? { stopped }

    package var reports: [CaseReport] {
        zip(cases, runs).map { each, runs in
            var report = each.report
            report.runs = runs.compactMap { $0 }
            if report.runs.isEmpty, report.skipped == nil { report.skipped = stopped ?? "it was not run" }
            return report
        }
    }
}

package import Diagnosis
package import ModelMock
import ReferenceBridge
import Synchronization
import Transport

/// A suite in virtual time: calls through the reference bridge on as many threads as there are jobs.
package struct VirtualSuite: Sendable {
    private let speech: SharedSpeech
    private let jobs: Int
    private let started: String
    private let keep: Keep
    private let progress: Progress

    /// Writes the run's own report; gives where, from the suite's folder. Called on any thread.
    package typealias Keep = @Sendable (PlannedCase, SuiteSchedule.Job, Report, [UInt8]) -> String?
    /// Called on any thread.
    package typealias Progress = @Sendable (_ done: Int, _ all: Int, _ name: String) -> Void

    /// - Parameter started: ISO 8601; of all captures, so that the same seed gives the same bytes.
    package init(
        speech: SharedSpeech, jobs: Int, started: String, keep: @escaping Keep, progress: @escaping Progress
    ) {
        self.speech = speech
        self.jobs = jobs
        self.started = started
        self.keep = keep
        self.progress = progress
    }

    package func run(_ schedule: SuiteSchedule) -> SuiteSchedule {
        let shared = SharedSchedule(schedule)
        Workers.run(jobs) { [self] in
            while let job = shared.next() {
                let each = shared.cases[job.index]
                shared.finished(job, one(each, job))
                let (done, all) = shared.counts
                progress(done, all, each.name)
            }
        }
        return shared.value
    }

    private func one(_ each: PlannedCase, _ job: SuiteSchedule.Job) -> CaseRun {
        do {
            let outcome = try VirtualCase.run(each, seed: job.seed, speech: speech, started: started)
            let folder = keep(each, job, outcome.report, outcome.capture)
            return CaseRun(outcome.report, seed: job.seed, folder: folder)
        } catch {
            return CaseRun(seed: job.seed, verdict: nil, reason: Self.words(error))
        }
    }

    private static func words(_ error: any Error) -> String {
        switch error {
        case let error as ExaminationError: error.message
        case let error as UnknownDefect: error.explanation.message
        case let error as FixtureError: error.message
        default: "\(error)"
        }
    }
}

/// The schedule for threads.
private final class SharedSchedule: Sendable {
    let cases: [PlannedCase]
    private let schedule: Mutex<SuiteSchedule>

    init(_ schedule: SuiteSchedule) {
        cases = schedule.cases
        self.schedule = Mutex(schedule)
    }

    func next() -> SuiteSchedule.Job? { schedule.withLock { $0.next() } }
    func finished(_ job: SuiteSchedule.Job, _ run: CaseRun) { schedule.withLock { $0.finished(job, run) } }
    var counts: (done: Int, all: Int) { schedule.withLock { ($0.jobsDone, $0.jobCount) } }
    var value: SuiteSchedule { schedule.withLock { $0 } }
}

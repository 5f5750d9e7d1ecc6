import Diagnosis
import Scenarios
import Testing

@testable import Examination

struct SuiteScheduleTests {
    private func planned(_ name: String, repeats: Int = 1, skip: String? = nil) -> PlannedCase {
        PlannedCase(
            name: name, scenario: .healthy, source: name, line: nil, settings: .init(seed: 10, repeats: repeats),
            expect: .init(verdict: "pass"), skip: skip, text: [])
    }

    private func pass(_ job: SuiteSchedule.Job) -> CaseRun { CaseRun(seed: job.seed, verdict: .pass) }

    @Test func `every case is run as often as it wants, each time with the next seed`() throws {
        var schedule = SuiteSchedule([planned("a", repeats: 2), planned("b", skip: "later"), planned("c")])
        var jobs: [SuiteSchedule.Job] = []
        while let job = schedule.next() { jobs.append(job) }
        #expect(jobs.map(\.seed) == [10, 11, 10])
        #expect(jobs.map(\.index) == [0, 0, 2])
        #expect(!schedule.isFinished)
        // They may end in any order.
        for job in jobs.reversed() { schedule.finished(job, pass(job)) }
        #expect(schedule.isFinished)
        #expect(schedule.jobsDone == 3)
        #expect(schedule.reports.map(\.outcome) == [.pass, .skipped, .pass])
        #expect(schedule.reports[0].runs.map(\.seed) == [10, 11])
        #expect(schedule.cutShort == nil)
    }

    @Test func `fail fast begins nothing more and says so, what is under way still counts`() throws {
        var schedule = SuiteSchedule(["a", "b", "c"].map { planned($0) }, failsFast: true)
        let next = (schedule.next(), schedule.next())
        let (a, b) = (try #require(next.0), try #require(next.1))
        schedule.finished(a, CaseRun(seed: 10, verdict: .fail, primary: "x"))
        #expect(schedule.next() == nil)
        schedule.finished(b, pass(b))
        #expect(schedule.isFinished)
        let reason = "stopped at the first case that was not as expected, a"
        #expect(schedule.cutShort == reason)
        #expect(schedule.reports.map(\.skipped) == [nil, nil, reason])
    }

    @Test func `an interrupted suite keeps what it has`() throws {
        var schedule = SuiteSchedule(["a", "b"].map { planned($0) })
        let first = schedule.next()
        let a = try #require(first)
        schedule.stop("interrupted")
        schedule.finished(a, pass(a))
        #expect(schedule.reports.map(\.outcome) == [.pass, .skipped])
        #expect(schedule.cutShort == "interrupted")
    }

    @Test func `a failure in the last case cuts nothing short`() throws {
        var schedule = SuiteSchedule([planned("a")], failsFast: true)
        let first = schedule.next()
        let a = try #require(first)
        schedule.finished(a, CaseRun(seed: 10, verdict: .fail))
        #expect(schedule.cutShort == nil)
    }

    @Test func `an interruption is told also where nothing was waiting`() throws {
        var schedule = SuiteSchedule([planned("a")])
        let first = schedule.next()
        let a = try #require(first)
        schedule.interrupt("it was interrupted")
        schedule.finished(a, CaseRun(seed: 10, verdict: nil, reason: "it was interrupted"))
        #expect(schedule.cutShort == "it was interrupted")
        #expect(schedule.isFinished)
    }
}

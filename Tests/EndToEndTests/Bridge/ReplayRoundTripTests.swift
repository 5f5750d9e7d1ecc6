// A call on real sockets, recorded and played again on real sockets: the verdict is the same, and a cure and a fault are seen.
import CallerSimulator
import Diagnosis
import JSONText
import Replay
import Scenarios
import TestSupport
import Testing
import Transport

@testable import Examination

struct ReplayRoundTripTests {
    private static let steps =
        [CallerStep.wait(.greeting(withinMs: 8_000))] + BridgeBench.shortCall

    private func call(defects: [String] = []) throws -> BridgeBench {
        let bench = BridgeBench()
        try bench.playReference(
            BridgeBench.plan(.webhook(.webhook), steps: Self.steps, rate: 4), plan: BridgePlan(defects: defects))
        return bench
    }

    private func again(
        _ old: BridgeBench, _ timing: ReplayTiming, defects: [String] = []
    ) throws -> (bench: BridgeBench, verdict: ReplayVerdict) {
        let recorded = try RecordedCall.chosen(nil, of: RecordedCalls(old.capture).all)
        let bench = BridgeBench()
        var plan = BridgeBench.plan(.webhook(.webhook), rate: 4)
        plan.parts = [try PlayedPart(recorded, timing, library: Fixtures.speechLibrary).part]
        plan.isStepped = timing == .step
        bench.onReady = { run in
            run.onStep = { [unowned run] _ in bench.net.loop.later { run.step(1) } }
        }
        try bench.playReference(plan, plan: BridgePlan(defects: defects))
        let report = try #require(bench.report)
        return (
            bench, ReplayVerdict(recorded: recorded.report, number: recorded.call.number, replayed: report)
        )
    }

    @Test(arguments: ReplayTiming.allCases) func `a healthy call is as healthy when it is played again`(
        timing: ReplayTiming
    ) throws {
        let old = try call()
        #expect(old.report?.verdict == .pass)
        let (bench, verdict) = try again(old, timing)
        #expect(bench.outcome?.failure == nil, "\(bench.news)")
        #expect(verdict.outcome == .stillHealthy, "\(verdict.sentence)")
        #expect(bench.report?.verdict == .pass)
        #expect(bench.report?.turns.count == old.report?.turns.count)
    }

    @Test(arguments: ReplayTiming.allCases) func `a defect that has come since is new, and one that is gone is fixed`(
        timing: ReplayTiming
    ) throws {
        let worse = try again(call(), timing, defects: ["twilio-missing-streamsid"])
        #expect(worse.verdict.outcome == .newlyBroken)
        #expect(worse.verdict.new.prefix(1) == ["twilio-missing-streamsid"])
        let better = try again(call(defects: ["twilio-missing-streamsid"]), timing)
        #expect(better.verdict.outcome == .fixed)
        #expect(better.verdict.gone.prefix(1) == ["twilio-missing-streamsid"])
    }

    @Test func `several calls each meet the model that they met, and as many at a time as there is room for`() throws {
        let old = BridgeBench()
        var plan = BridgeBench.plan(.webhook(.webhook), steps: Self.steps, rate: 4)
        plan.calls = 3
        plan.spacing = .milliseconds(50)
        try old.playReference(plan)
        let calls = try RecordedCalls(old.capture).all
        #expect(calls.count == 3)
        let bench = BridgeBench()
        var replay = BridgeBench.plan(.webhook(.webhook), rate: 4)
        replay.jobs = 2
        replay.parts = try calls.enumerated().map { index, recorded in
            var part = try PlayedPart(recorded, .causal, library: Fixtures.speechLibrary).part
            // Words that nobody else has: whose model it was shows in what it said.
            part.model.replies = [Reply(say: "This is call number \(index + 1).")]
            return part
        }
        try bench.playReference(replay)
        #expect(bench.observations("harness").first?["peakCalls"] == 2)
        let report = try #require(bench.report)
        #expect(report.calls.count == 3)
        let said = report.calls.map { call in
            Set(report.turns.filter { $0.call == call.number }.compactMap(\.replied)).sorted()
        }
        #expect(Set(said.map { $0.joined() }).count == 3, "\(said)")
        #expect(said.allSatisfy { $0.count == 1 }, "\(said)")
    }
}

import Testing

@testable import Diagnosis
@testable import Replay

struct ReplayVerdictTests {
    /// Reports that hold nothing but these findings.
    static func verdict(
        then: [String], now: [String], _ verdict: Verdict, shadows: [String] = [], limits: ReplayLimits = .init()
    ) throws -> ReplayVerdict {
        var old = try report(then, then.isEmpty ? .pass : .fail)
        old.findings += shadows.map { finding($0, under: then.first) }
        return ReplayVerdict(recorded: old, number: 1, replayed: try report(now, verdict), limits: limits)
    }

    private static func report(_ findings: [String], _ verdict: Verdict) throws -> Report {
        var report = try PlayedCall.healthyReport
        report.findings = findings.map { finding($0, under: nil) }
        report.verdict = verdict
        return report
    }

    private static func finding(_ id: String, under: String?) -> Finding {
        Finding(
            id: id, title: "", summary: "", hears: "", evidence: [], causes: [], remedy: "", refinedBy: under,
            turns: [],
            source: "")
    }

    @Test func `what stood in a shadow then and by itself now is not new`() throws {
        let verdict = try Self.verdict(then: ["a"], now: ["b"], .fail, shadows: ["b"])
        #expect(verdict.gone == ["a"])
        #expect(verdict.left == ["b"])
        #expect(verdict.new == [])
        #expect(verdict.outcome == .stillBroken)
    }

    @Test func `what is another fault than before is new`() throws {
        let verdict = try Self.verdict(then: ["a"], now: ["c"], .fail)
        #expect(verdict.sentence == "newly broken: a is gone; c is new")
    }

    @Test func `what could not be examined is unknown`() throws {
        #expect(try Self.verdict(then: ["a"], now: [], .incomplete).outcome == .unknown)
    }

    @Test func `what nobody could say of the recording is not called healthy by the replay`() throws {
        var old = try Self.report([], .incomplete)
        let now = try Self.report([], .pass)
        #expect(
            ReplayVerdict(recorded: old, number: 1, replayed: now).sentence
                == "unknown: nothing is wrong now, and the recording does not show whether anything was")
        old.verdict = .pass
        #expect(ReplayVerdict(recorded: old, number: 1, replayed: now).sentence == "still healthy")
    }

    @Test func `what could not be played is not fixed by its absence`() throws {
        var limits = ReplayLimits()
        limits.unplayed = ["a": "nobody knows when"]
        let verdict = try Self.verdict(then: ["a", "b"], now: [], .pass, limits: limits)
        #expect(verdict.sentence == "unknown: a, b are gone; nobody knows when")
        #expect(try Self.verdict(then: ["b"], now: [], .pass, limits: limits).outcome == .fixed)
        #expect(try Self.verdict(then: ["a"], now: ["a"], .fail, limits: limits).outcome == .stillBroken)
    }

    @Test func `a session that did not expire again in as few sessions is not cured`() throws {
        let verdict = try Self.verdict(then: ["session-expired"], now: [], .pass)
        #expect(verdict.sentence == "unknown: session-expired is gone; the replay was over before the session expired")
    }

    @Test func `a call that fails without a name is newly broken`() throws {
        #expect(try Self.verdict(then: ["a"], now: [], .fail).sentence == "newly broken: a is gone")
    }

    @Test func `what stands for something hidden is no new fault`() throws {
        var limits = ReplayLimits()
        limits.invented = ["c": "it is hidden"]
        #expect(
            try Self.verdict(then: ["a"], now: ["c"], .fail, limits: limits).sentence
                == "unknown: a is gone; c is new; it is hidden")
        #expect(try Self.verdict(then: ["a"], now: ["c", "d"], .fail, limits: limits).outcome == .newlyBroken)
        #expect(try Self.verdict(then: [], now: ["c"], .fail, limits: limits).outcome == .newlyBroken)
    }
}

import Testing

@testable import Diagnosis
@testable import Replay

struct ReplayVerdictTests {
    /// Reports that hold nothing but these findings.
    static func verdict(then: [String], now: [String], _ verdict: Verdict, shadows: [String] = []) throws
        -> ReplayVerdict
    {
        var old = try report(then, then.isEmpty ? .pass : .fail)
        old.findings += shadows.map { finding($0, under: then.first) }
        return ReplayVerdict(recorded: old, number: 1, replayed: try report(now, verdict))
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
}

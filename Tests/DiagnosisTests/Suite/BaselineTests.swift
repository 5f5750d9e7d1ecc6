import Testing

@testable import Diagnosis

struct BaselineTests {
    private func suite(
        _ cases: [CaseReport], plan: String = "p", kind: String = "reference", tool: String = "realtime-doctor 1.2.0",
        isVirtual: Bool = true
    ) -> SuiteReport {
        SuiteReport(
            plan: .init(id: plan, title: "", file: "p.yaml", bridge: "reference bridge", kind: kind),
            run: .init(tool: tool, started: "2026-11-29T00:00:00.000Z", seconds: 1, isVirtual: isVirtual),
            cases: cases)
    }

    private func each(
        _ name: String, _ verdict: Verdict?, _ primary: String? = nil, expected: Verdict = .pass,
        findings: [String]? = nil, indicators: [CaseRun.Answered] = [], latencies: [Double] = [],
        fingerprint: String = "f"
    ) -> CaseReport {
        let run = CaseRun(
            seed: 1, verdict: verdict, primary: primary, reason: "why",
            findings: (findings ?? primary.map { [$0] } ?? []).map {
                .init(id: $0, title: "", summary: "so", remedy: "")
            }, indicators: indicators, latencies: latencies)
        return CaseReport(
            name: name, scenario: name, title: "", fingerprint: fingerprint, expected: .init(verdict: expected),
            runs: [run])
    }

    private func changes(_ then: CaseReport, _ now: CaseReport) throws -> BaselineComparison {
        try BaselineComparison(of: suite([now]), with: SuiteBaseline(suite([then])))
    }

    @Test func `a baseline comes back from its file as it was`() throws {
        let baseline = SuiteBaseline(
            suite([
                each(
                    "a", .fail, "x", indicators: [.init(id: "answered", result: .fail)],
                    latencies: [100, 200]),
                each("b", nil),
            ]), tolerance: .init(milliseconds: 80, share: 0.5))
        let again = try SuiteBaseline(parsing: Array(baseline.text.utf8))
        #expect(again.text == baseline.text)
        #expect(again.tolerance == .init(milliseconds: 80, share: 0.5))
        #expect(again.cases.map(\.name) == ["a", "b"])
        #expect(again.cases[0].latency?.p50 == 100)
        #expect(again.cases[0].latency?.p95 == 200)
    }

    @Test func `the same run again is no worse`() throws {
        let bad = each("a", .fail, "x", indicators: [.init(id: "answered", result: .fail)], latencies: [500])
        let comparison = try changes(bad, bad)
        #expect(comparison == BaselineComparison(known: ["a"]))
        var report = suite([bad])
        #expect(report.verdict == .fail)
        report.comparison = comparison
        #expect(report.verdict == .pass)
        #expect(report.standing(of: bad) == .known("fail, x, where pass was expected: why"))
    }

    @Test func `what got worse fails, whatever it was before`() throws {
        #expect(
            try changes(each("a", .pass), each("a", .fail, "x")).worse.first?.what.first
                == "fail, x, where pass was expected: why")
        #expect(
            try changes(each("a", .fail, "x"), each("a", .fail, "y")).worse.first?.what == [
                "fail, y, where pass was expected: why; it was fail, x", "new finding y: so",
            ])
        #expect(try changes(each("a", .pass), each("a", nil)).isWorse("a"))
        #expect(try changes(each("a", .incomplete), each("a", .fail, "x")).isWorse("a"))
    }

    @Test func `a second sickness beside a known one is news`() throws {
        let comparison = try changes(each("a", .fail, "x"), each("a", .fail, "x", findings: ["x", "y"]))
        #expect(comparison.worse == [.init(name: "a", what: ["new finding y: so"])])
    }

    @Test func `what got better is told and fails nothing`() throws {
        let comparison = try changes(each("a", .fail, "x"), each("a", .pass))
        #expect(comparison.worse == [])
        #expect(comparison.better == [.init(name: "a", what: ["pass; it was fail, x", "x is gone"])])
    }

    @Test func `a question that is no longer answered is worse`() throws {
        func with(_ result: CheckResult) -> CaseReport {
            each("a", .pass, indicators: [.init(id: "latency", result: result)])
        }
        #expect(
            try changes(with(.pass), with(.notExamined)).worse.first?.what == ["latency: not examined, it was pass"])
        #expect(try changes(with(.notExamined), with(.pass)).worse == [])
    }

    @Test(arguments: [(1000.0, 1249.0, false), (1000, 1251, true), (100, 249, false), (100, 251, true)])
    func `slower is worse above the larger of the two tolerances`(then: Double, now: Double, isWorse: Bool) throws {
        let comparison = try changes(each("a", .pass, latencies: [then]), each("a", .pass, latencies: [now]))
        #expect(comparison.isWorse("a") == isWorse)
    }

    @Test func `a slower pass fails the suite`() throws {
        let now = each("a", .pass, latencies: [900])
        var report = suite([now])
        report.comparison = try changes(each("a", .pass, latencies: [300]), now)
        #expect(report.verdict == .fail)
        #expect(
            report.standing(of: now)
                == .failed("median latency: 900 ms, it was 300 ms; p95 latency: 900 ms, it was 300 ms"))
    }

    @Test func `a new case must be as expected, a missing one is named`() throws {
        let baseline = SuiteBaseline(suite([each("old", .pass)]))
        let comparison = try BaselineComparison(of: suite([each("new", .fail, "x")]), with: baseline)
        #expect(comparison.worse.map(\.name) == ["new"])
        #expect(comparison.missing == ["old"])
        #expect(try BaselineComparison(of: suite([each("new", .pass)]), with: baseline).worse == [])
    }

    @Test func `runs that are not alike are refused`() {
        let baseline = SuiteBaseline(suite([each("a", .pass)]))
        func refusal(_ report: SuiteReport) -> String? {
            do throws(BaselineRefusal) {
                _ = try BaselineComparison(of: report, with: baseline)
                return nil
            } catch { return error.message }
        }
        let a = each("a", .pass)
        #expect(refusal(suite([a])) == nil)
        #expect(refusal(suite([a], tool: "realtime-doctor 1.9.3")) == nil)
        #expect(refusal(suite([a], plan: "q")) == "it is of the plan p, and this is q")
        #expect(refusal(suite([a], kind: "run")) == "it is of a bridge by reference, and this one is by run")
        #expect(refusal(suite([a], isVirtual: false)) == "it was made in virtual time, and this run was not")
        #expect(
            refusal(suite([a], tool: "realtime-doctor 2.0.0"))
                == "it was made by realtime-doctor 1.2.0, and this is realtime-doctor 2.0.0")
        #expect(refusal(suite([each("a", .pass, fingerprint: "g")])) == "what is run has changed since: a")
    }

    @Test(arguments: [
        ("", "it is no baseline of a suite"), ("[]", "it is no baseline of a suite"),
        (#"{"baseline":2}"#, "its version is 2, and this tool reads 1"),
        (#"{"baseline":1,"plan":"p"}"#, "keys are missing in it"),
        (
            #"{"baseline":1,"plan":"p","bridge":"reference","tool":"t","virtualTime":true,"cases":[{"name":1}]}"#,
            "keys are missing in it"
        ),
    ])
    func `a file that is no baseline is refused in words`(text: String, message: String) {
        #expect(throws: BaselineRefusal.self) { try SuiteBaseline(parsing: Array(text.utf8)) }
        do throws(BaselineRefusal) { _ = try SuiteBaseline(parsing: Array(text.utf8)) } catch {
            #expect(error.message == message)
        }
    }

    @Test func `a suite that ran nothing, or was cut short, does not pass`() {
        #expect(suite([]).verdict == .incomplete)
        var cut = suite([each("a", .pass)])
        #expect(cut.verdict == .pass)
        cut.run.cutShort = "interrupted"
        #expect(cut.verdict == .incomplete)
        #expect(suite([each("a", .fail, "x"), each("b", nil)]).verdict == .fail)
        #expect(suite([each("a", .pass), each("b", nil)]).verdict == .incomplete)
    }
}

import JSONText
import Testing

@testable import Diagnosis

struct CaseReportTests {
    private func each(
        _ runs: [CaseRun], expected: CaseReport.Expected = .init(verdict: .pass), skipped: String? = nil
    ) -> CaseReport {
        CaseReport(
            name: "c", scenario: "s", title: "", fingerprint: "", expected: expected, runs: runs, skipped: skipped)
    }

    @Test(arguments: [
        (Verdict.pass, nil as String?, Verdict.pass, nil as String?, CaseReport.Outcome.pass),
        (.fail, "x", .fail, "x", .pass), (.fail, "x", .fail, nil, .pass), (.fail, "x", .fail, "y", .fail),
        (.fail, nil, .fail, "y", .fail), (.fail, "x", .pass, nil, .fail), (.pass, nil, .fail, "x", .fail),
        (.incomplete, nil, .pass, nil, .incomplete), (.incomplete, nil, .incomplete, nil, .pass),
        (.pass, nil, .incomplete, nil, .fail),
    ])
    func `a run is held against what was expected`(
        verdict: Verdict, primary: String?, expected: Verdict, expectedPrimary: String?, outcome: CaseReport.Outcome
    ) {
        let each = each(
            [CaseRun(seed: 1, verdict: verdict, primary: primary)],
            expected: .init(verdict: expected, primary: expectedPrimary))
        #expect(each.outcome == outcome)
    }

    @Test func `a run that was not possible is incomplete whatever was expected`() {
        let each = each([CaseRun(seed: 1, verdict: nil, reason: "no port")], expected: .init(verdict: .incomplete))
        #expect(each.outcome == .incomplete)
        #expect(each.words == "could not be run: no port")
    }

    @Test func `of several runs the worst counts, and those that differ are flaky`() {
        let pass = CaseRun(seed: 1, verdict: .pass)
        let fail = CaseRun(seed: 3, verdict: .fail, primary: "x", reason: "no audio for 3 s")
        let flaky = each([pass, pass, fail])
        #expect(flaky.outcome == .fail)
        #expect(flaky.isFlaky)
        #expect(flaky.words == "1 of 3 runs: fail, x, where pass was expected: no audio for 3 s")
        #expect(flaky.tally.map(\.result) == ["pass", "fail, x"])
        #expect(flaky.tally.map(\.count) == [2, 1])
        #expect(!each([pass, pass]).isFlaky)
        #expect(each([pass, pass]).words == "pass, 2 of 2 runs")
    }

    @Test func `what was not run is neither good nor bad`() {
        #expect(each([], skipped: "later").outcome == .skipped)
        #expect(each([]).outcome == .incomplete)
    }

    @Test func `the spread shows values that were measured`() {
        let spread = Spread([300, 100, 200, 1000])
        #expect(spread == Spread(count: 4, least: 100, p50: 200, p95: 1000, most: 1000))
        #expect(Spread([5]) == Spread(count: 1, least: 5, p50: 5, p95: 5, most: 5))
        #expect(Spread((1...100).map(Double.init)) == Spread(count: 100, least: 1, p50: 50, p95: 95, most: 100))
        #expect(Spread([.nan, .infinity]) == nil)
    }

    @Test func `a fingerprint tells texts apart, and where a part ends`() {
        func print(_ parts: String...) -> String {
            var print = Fingerprint()
            for part in parts { print.add(part) }
            return print.text
        }
        #expect(print("ab", "c") == print("ab", "c"))
        #expect(print("ab", "c") != print("a", "bc"))
        #expect(print("").count == 16)
    }

    @Test func `a run from report json is the run from the report`() throws {
        let json = try JSON(
            parsing: #"""
                {"report":1,"verdict":"fail","primary":"x","source":{"seconds":12.5},
                 "findings":[{"id":"x","title":"t","summary":"s","remedy":"r","refinedBy":null},
                             {"id":"y","title":"t","summary":"s","remedy":"r","refinedBy":"x"}],
                 "indicators":[{"id":"answered","result":"fail","reason":"1 of 2","required":true},
                               {"id":"latency","result":"not examined","reason":"","required":false}],
                 "turns":[{"latencyMs":612.5},{"latencyMs":null}]}
                """#)
        let run = try #require(CaseRun(json: json, seed: 7, folder: "cases/c"))
        #expect(
            run
                == CaseRun(
                    seed: 7, verdict: .fail, primary: "x", reason: "s",
                    findings: [.init(id: "x", title: "t", summary: "s", remedy: "r")],
                    indicators: [
                        .init(id: "answered", result: .fail), .init(id: "latency", result: .notExamined),
                    ], latencies: [612.5], seconds: 12.5, folder: "cases/c"))
        #expect(CaseRun(json: ["report": 2, "verdict": "pass"], seed: 1) == nil)
        #expect(CaseRun(json: ["report": 1, "verdict": "splendid"], seed: 1) == nil)
        #expect(CaseRun(json: [], seed: 1) == nil)
    }
}

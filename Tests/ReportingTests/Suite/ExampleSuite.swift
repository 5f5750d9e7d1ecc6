// A suite as a value with everything in it that a format must show, names that try to break out of it among them.
@testable import Diagnosis

enum ExampleSuite {
    static func report(against baseline: Bool = false) -> SuiteReport {
        let stall = CaseRun.Found(
            id: "second-turn-stall", title: "the first turns are answered, and from then on none is",
            summary: "1 turn was answered, then no response was created for turn 2 in 6.0 s",
            remedy: "Send response.create only when idle, after response.done.")
        func answered(_ result: CheckResult) -> [CaseRun.Answered] {
            [.init(id: "connected", result: .pass), .init(id: "answered", result: result)]
        }
        let cases = [
            CaseReport(
                name: "healthy", scenario: "healthy", title: "a healthy service", tags: ["quick"], line: 4,
                fingerprint: "00000000000000a1", expected: .init(verdict: .pass),
                runs: [
                    CaseRun(
                        seed: 1, verdict: .pass, indicators: answered(.pass), latencies: [612, 640, 911],
                        seconds: 31.25, folder: "cases/healthy")
                ]),
            CaseReport(
                name: "quota-exhausted", scenario: "quota-exhausted", title: "the account is empty",
                tags: ["model-side"], line: 5, fingerprint: "00000000000000a2",
                expected: .init(verdict: .fail, primary: "quota-exhausted"),
                runs: [
                    CaseRun(
                        seed: 1, verdict: .fail, primary: "quota-exhausted", reason: "insufficient_quota",
                        findings: [
                            .init(id: "quota-exhausted", title: "t", summary: "insufficient_quota", remedy: "Pay.")
                        ], indicators: answered(.fail), seconds: 9, folder: "cases/quota-exhausted")
                ]),
            CaseReport(
                name: "three-turns", scenario: "healthy", title: "a healthy service", line: 6,
                fingerprint: "00000000000000a3", expected: .init(verdict: .pass),
                runs: [
                    CaseRun(
                        seed: 1, verdict: .pass, indicators: answered(.pass), latencies: [600, 620],
                        seconds: 30, folder: "cases/three-turns-1"),
                    CaseRun(
                        seed: 2, verdict: .fail, primary: "second-turn-stall", reason: stall.summary,
                        findings: [stall], indicators: answered(.fail), latencies: [700], seconds: 22,
                        folder: "cases/three-turns-2"),
                    CaseRun(
                        seed: 3, verdict: .pass, indicators: answered(.pass), latencies: [630, 655], seconds: 30,
                        folder: "cases/three-turns-3"),
                ]),
            CaseReport(
                name: "no-port", scenario: "healthy", title: "a healthy service", line: 9,
                fingerprint: "00000000000000a4", expected: .init(verdict: .pass),
                runs: [
                    CaseRun(
                        seed: 1, verdict: nil,
                        reason:
                            "the bridge did not listen on 127.0.0.1:5050 within 10 s: Traceback <module>\n::error::x, 100%"
                    )
                ]),
            CaseReport(
                name: "outage", scenario: "outage", title: "", line: 12, fingerprint: "00000000000000a5",
                expected: .init(verdict: .pass), skipped: "known to hang #42"),
        ]
        var report = SuiteReport(
            plan: .init(
                id: "regression", title: "Every | scenario", file: "Fixtures/Suites/regression.yaml",
                bridge: "python main.py --port {port}", kind: "run"),
            run: .init(
                tool: "realtime-doctor 0.1.0", started: "2026-11-29T01:02:03.456Z", seconds: 93.2, jobs: 2,
                shard: "1/3"), cases: cases)
        if baseline {
            report.comparison = BaselineComparison(
                worse: [.init(name: "no-port", what: ["could not be run: the bridge did not listen"])],
                better: [.init(name: "quota-exhausted", what: ["response-never-done is gone"])],
                known: ["three-turns"], missing: ["long-call"])
        }
        return report
    }
}

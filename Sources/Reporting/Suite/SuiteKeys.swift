import Diagnosis
import JSONText

/// Every key of `suite.json` in the order it is written. Adding a key is free; a key that goes or changes its meaning
/// raises `SuiteReport.version`.
enum SuiteKeys {
    typealias Table<Value> = ReportObject<Value>

    static let suite = Table<SuiteReport>(
        .init("suite", .version(SuiteReport.version), "Version of this format.") { _ in JSON(SuiteReport.version) },
        .init("verdict", .words(["pass", "fail", "incomplete"]), "The verdict on the whole run.") {
            JSON($0.verdict.rawValue)
        },
        .init("exitCode", .integer, "0 pass, 1 fail, 2 incomplete.") { JSON(Int($0.verdict.exitCode)) },
        .init("plan", plan.shape, "What was to be run.") { plan.json($0.plan) },
        .init("run", run.shape, "How it was run.") { run.json($0.run) },
        .init("counts", counts.shape, "Cases by how they stand.") { counts.json($0.counts) },
        .init("cases", .list(of: each.shape), "In the order of the plan.") { report in
            each.json(report.cases.map { (report, $0) })
        },
        .init("comparison", .nullable(comparison.shape), "What changed since the baseline; null without one.") {
            $0.comparison.map(comparison.json) ?? .null
        }
    )

    static let plan = Table<SuiteReport.Plan>(
        .init("id", .string, "Of the plan.") { JSON($0.id) },
        .init("title", .string, "For people.") { JSON($0.title) },
        .init("file", .nullable(.string), "As it was named; null for the built-in plan.") { JSON($0.file) },
        .init("bridge", .string, "What was examined.") { JSON($0.bridge) },
        .init("kind", .string, "How the bridge is reached: `reference`, `run`, `stream` …") { JSON($0.kind) }
    )

    static let run = Table<SuiteReport.Run>(
        .init("tool", .string, "What ran it.") { JSON($0.tool) },
        .init("started", .string, "ISO 8601, UTC.") { JSON($0.started) },
        .init("seconds", .number, "Of the whole suite, on a wall.") { milliseconds($0.seconds) },
        .init("jobs", .integer, "Cases that ran at a time.") { JSON($0.jobs) },
        .init("shard", .nullable(.string), "Which part of the plan, `2/5`; null: all of it.") { JSON($0.shard) },
        .init("virtualTime", .boolean, "Without sockets, as fast as it computes.") { .bool($0.isVirtual) },
        .init("cutShort", .nullable(.string), "Why not everything was run.") { JSON($0.cutShort) }
    )

    static let counts = Table<SuiteReport.Counts>(
        .init("passed", .integer, "As expected.") { JSON($0.passed) },
        .init("failed", .integer, "Not as expected; held against a baseline, worse than then.") { JSON($0.failed) },
        .init("open", .integer, "Could not be examined.") { JSON($0.open) },
        .init("known", .integer, "Not as expected, and no worse than in the baseline.") { JSON($0.known) },
        .init("skipped", .integer, "Not run.") { JSON($0.skipped) },
        .init("flaky", .integer, "Whose runs did not agree; counted above too.") { JSON($0.flaky) }
    )

    static let each = Table<(suite: SuiteReport, case: CaseReport)>(
        .init("name", .string, "Unique in the suite.") { JSON($0.case.name) },
        .init("scenario", .string, "Id of the scenario.") { JSON($0.case.scenario) },
        .init("title", .string, "Of the scenario.") { JSON($0.case.title) },
        .init("tags", .list(of: .string), "Of the plan.") { JSON($0.case.tags) },
        .init("line", .nullable(.integer), "Where the plan has it.") { JSON($0.case.line) },
        .init("fingerprint", .string, "Of the scenario's text and of what the plan changes about it.") {
            JSON($0.case.fingerprint)
        },
        .init("expected", expected.shape, "What it had to come to.") { expected.json($0.case.expected) },
        .init("standing", .words(["passed", "failed", "open", "known", "skipped"]), "How it counts.") {
            JSON($0.suite.standing(of: $0.case).word)
        },
        .init("words", .string, "What came of it, in one sentence.") { JSON($0.case.words) },
        .init("flaky", .boolean, "Its runs did not agree.") { .bool($0.case.isFlaky) },
        .init("latency", .nullable(spread.shape), "From the end of speech to the first audio, over all turns.") {
            $0.case.latency.map(spread.json) ?? .null
        },
        .init("runs", .list(of: one.shape), "In the order they ran; empty when it was skipped.") {
            one.json($0.case.runs)
        }
    )

    static let expected = Table<CaseReport.Expected>(
        .init("verdict", .words(["pass", "fail", "incomplete"]), "") { JSON($0.verdict.rawValue) },
        .init("primary", .nullable(.string), "The failure mode that must come first; null: any, or none.") {
            JSON($0.primary)
        }
    )

    static let spread = Table<Spread>(
        .init("turns", .integer, "How many were measured.") { JSON($0.count) },
        .init("min", .number, "Milliseconds.") { milliseconds($0.least) },
        .init("p50", .number, "Milliseconds.") { milliseconds($0.p50) },
        .init("p95", .number, "Milliseconds.") { milliseconds($0.p95) },
        .init("max", .number, "Milliseconds.") { milliseconds($0.most) }
    )

    static let one = Table<CaseRun>(
        .init("seed", .string, "The same seed gives the same run; a string, for it has 64 bits.") {
            JSON(String($0.seed))
        },
        .init("verdict", .nullable(.words(["pass", "fail", "incomplete"])), "Null when it could not be run.") {
            JSON($0.verdict?.rawValue)
        },
        .init("primary", .nullable(.string), "The failure mode that came first.") { JSON($0.primary) },
        .init("reason", .string, "In one sentence.") { JSON($0.reason) },
        .init("findings", .list(of: found.shape), "That no other refines, the primary one first.") {
            found.json($0.findings)
        },
        .init("indicators", .list(of: answered.shape), "The fixed questions and their answers.") {
            answered.json($0.indicators)
        },
        .init("latencies", .list(of: .number), "Of each turn, milliseconds.") {
            .array($0.latencies.map(milliseconds))
        },
        .init("seconds", .nullable(.number), "Of the call.") { $0.seconds.map(milliseconds) ?? .null },
        .init("folder", .nullable(.string), "Its own report, from the folder of this file.") { JSON($0.folder) }
    )

    static let found = Table<CaseRun.Found>(
        .init("id", .string, "Of the failure mode.") { JSON($0.id) },
        .init("title", .string, "Of the failure mode.") { JSON($0.title) },
        .init("summary", .string, "One sentence with the values that were seen.") { JSON($0.summary) },
        .init("remedy", .string, "What to send or change.") { JSON($0.remedy) }
    )

    static let answered = Table<CaseRun.Answered>(
        .init("id", .string, "Of the indicator.") { JSON($0.id) },
        .init("result", .words(["pass", "fail", "not examined"]), "") { JSON($0.result.rawValue) }
    )

    static let comparison = Table<BaselineComparison>(
        .init("worse", .list(of: change.shape), "These alone fail the run.") { change.json($0.worse) },
        .init("better", .list(of: change.shape), "") { change.json($0.better) },
        .init("known", .list(of: .string), "Not as expected, and no worse than then.") { JSON($0.known) },
        .init("missing", .list(of: .string), "In the baseline, and not in this run.") { JSON($0.missing) }
    )

    static let change = Table<BaselineComparison.Change>(
        .init("name", .string, "Of the case.") { JSON($0.name) },
        .init("what", .list(of: .string), "One sentence each.") { JSON($0.what) }
    )

    /// Three digits after the point are more than any clock here is good for.
    @Sendable private static func milliseconds(_ value: Double) -> JSON {
        value.isFinite ? .number((value * 1_000).rounded() / 1_000) : .null
    }
}

extension SuiteReport.Standing {
    var word: String {
        switch self {
        case .passed: "passed"
        case .failed: "failed"
        case .open: "open"
        case .known: "known"
        case .skipped: "skipped"
        }
    }

    /// What came of it; empty for what passed.
    var reason: String {
        switch self {
        case .passed: ""
        case .failed(let words), .open(let words), .known(let words), .skipped(let words): words
        }
    }
}

import Diagnosis
import JSONText

/// Every key of `report.json` in the order it is written. Adding a key is free; a key that goes or changes its meaning
/// raises `Report.version`.
enum ReportKeys {
    typealias Table<Value> = ReportObject<Value>

    static let report = Table<Report>(
        .init("report", .version(Report.version), "Version of this format.") { _ in JSON(Report.version) },
        .init("verdict", .words(["pass", "fail", "incomplete"]), "The verdict on the whole call.") {
            JSON($0.verdict.rawValue)
        },
        .init("exitCode", .integer, "0 pass, 1 fail, 2 incomplete.") { JSON(Int($0.verdict.exitCode)) },
        .init(
            "primary", .nullable(.string),
            "The failure mode that explains the first missing link; null when nothing is wrong or nothing explains it."
        ) { JSON($0.primary) },
        .init("source", source.shape, "The capture that was examined.") { source.json($0.source) },
        .init("findings", .list(of: finding.shape), "Failure modes that were seen, the primary one first.") {
            finding.json($0.findings)
        },
        .init("violations", .list(of: violation.shape), "Broken protocol rules, each with all its places folded.") {
            violation.json($0.violations)
        },
        .init("notes", .list(of: note.shape), "Anything else worth telling.") { note.json($0.notes) },
        .init("indicators", .list(of: indicator.shape), "The fixed success questions and their answers.") {
            indicator.json($0.indicators)
        },
        .init("sections", .list(of: section.shape), "Sections of a probe; empty for other captures.") {
            section.json($0.sections)
        },
        .init("turns", .list(of: turn.shape), "One chain of links for every utterance and its reply.") {
            turn.json($0.turns)
        },
        .init(
            "calls", .list(of: PhoneKeys.call.shape), "Each call and the verdict on it alone; one without a phone leg."
        ) { PhoneKeys.call.json($0.calls) },
        .init("phones", .list(of: PhoneKeys.phone.shape), "Connections to the carrier.") {
            PhoneKeys.phone.json($0.phones)
        },
        .init("latencies", PhoneKeys.latencies.shape, "Over all turns, milliseconds.") {
            PhoneKeys.latencies.json($0.latencies)
        },
        .init(
            "interruptions", .list(of: PhoneKeys.interruption.shape), "Where the caller spoke over the bridge."
        ) { PhoneKeys.interruption.json($0.interruptions) },
        .init("run", PhoneKeys.run.shape, "What the run saw beside the connections.") { PhoneKeys.run.json($0.run) },
        .init("coverage", coverage.shape, "What the capture can and cannot prove.") { coverage.json($0.coverage) },
        .init("sessions", .list(of: session.shape), "Connections to the model.") { session.json($0.sessions) },
        .init("usage", usage.shape, "Tokens of all responses.") { usage.json($0.usage) }
    )

    static let source = Table<Report.Source>(
        .init("id", .nullable(.string), "Of the capture.") { JSON($0.id) },
        .init("tool", .nullable(.string), "What wrote it.") { JSON($0.tool) },
        .init("command", .nullable(.string), "What it was written for.") { JSON($0.command) },
        .init("started", .nullable(.string), "ISO 8601, UTC.") { JSON($0.started) },
        .init("seconds", .nullable(.number), "From the first to the last frame; null without times.") {
            seconds($0.seconds)
        },
        .init("frames", .integer, "Frames read.") { JSON($0.frames) }
    )

    static let evidence = Table<Evidence>(
        .init("frame", .integer, "Number of the frame or observation in the capture (`n`).") { JSON($0.frame) },
        .init("time", .nullable(.number), "Seconds since the start of the capture.") { seconds($0.time) },
        .init("text", .string, "What it shows.") { JSON($0.text) }
    )

    static let finding = Table<Finding>(
        .init("id", .string, "Of the failure mode: stable, and the word for `realtime-doctor explain`.") {
            JSON($0.id)
        },
        .init("title", .string, "Of the failure mode.") { JSON($0.title) },
        .init("summary", .string, "One sentence with the values that were seen.") { JSON($0.summary) },
        .init("hears", .string, "What the person on the telephone notices.") { JSON($0.hears) },
        .init("evidence", .list(of: evidence.shape), "Frames that prove it, the telling one first.") {
            evidence.json($0.evidence)
        },
        .init("causes", .list(of: .string), "In order of likelihood.") { JSON($0.causes) },
        .init("remedy", .string, "What to send or change.") { JSON($0.remedy) },
        .init("refinedBy", .nullable(.string), "Id of the more specific finding that this one is folded under.") {
            JSON($0.refinedBy)
        },
        .init("turns", .list(of: .integer), "Numbers of the turns that it touches.") {
            .array($0.turns.map { JSON($0) })
        },
        .init("source", .string, "Where the rule comes from.") { JSON($0.source) }
    )

    static let violation = Table<Violation>(
        .init("rule", .string, "Number of the protocol rule: `I39`.") { JSON($0.rule) },
        .init(
            "severity", .string,
            "`E` protocol error of the server, `W` legal but suspicious, `C` fault of the client, `H` heuristic."
        ) { JSON($0.severity) },
        .init("summary", .string, "What was broken.") { JSON($0.summary) },
        .init("count", .integer, "How often.") { JSON($0.count) },
        .init("evidence", .list(of: evidence.shape), "The first places.") { evidence.json($0.evidence) }
    )

    static let note = Table<Note>(
        .init("id", .string, "Kind of note.") { JSON($0.id) },
        .init("text", .string, "The note.") { JSON($0.text) },
        .init("evidence", .list(of: evidence.shape), "Where it was seen.") { evidence.json($0.evidence) }
    )

    static let indicator = Table<IndicatorResult>(
        .init("id", .string, "Stable.") { JSON($0.id) },
        .init("title", .string, "The question as a statement.") { JSON($0.title) },
        .init("result", .words(results), "") { JSON($0.result.rawValue) },
        .init("reason", .string, "Why it failed or was not examined; the measured value when it passed.") {
            JSON($0.reason)
        },
        .init("required", .boolean, "Unexamined, it makes the verdict incomplete.") { JSON($0.required) },
        .init("evidence", .list(of: evidence.shape), "Frames that decided it.") { evidence.json($0.evidence) }
    )

    static let section = Table<Section>(
        .init("id", .string, "Stable.") { JSON($0.id) },
        .init("title", .string, "For people.") { JSON($0.title) },
        .init("result", .words(results), "The worst of its checks.") { JSON($0.result.rawValue) },
        .init("seconds", .nullable(.number), "From begin to end.") { seconds($0.seconds) },
        .init("reason", .nullable(.string), "Why it was skipped or stopped.") { JSON($0.reason) },
        .init("checks", .list(of: check.shape), "In the order they were made.") { check.json($0.checks) }
    )

    static let check = Table<Section.Check>(
        .init("id", .string, "Stable: `handshake.first-event`.") { JSON($0.id) },
        .init("title", .string, "For people.") { JSON($0.title) },
        .init("result", .words(results), "") { JSON($0.result.rawValue) },
        .init("detail", .string, "The value that was seen.") { JSON($0.detail) },
        .init("milliseconds", .nullable(.number), "How long it took.") { thousandths($0.milliseconds) }
    )

    static let turn = Table<TurnChain>(
        .init("number", .integer, "From 1, in the order of the call.") { JSON($0.number) },
        .init("connection", .string, "Of the capture: `m1`.") { JSON($0.connection) },
        .init("kind", .string, "`spoken`, `text`, `tool` or `request`: what began it.") { JSON($0.kind) },
        .init("said", .nullable(.string), "What the caller said, where the capture tells.") { JSON($0.said) },
        .init("replied", .nullable(.string), "What the reply said.") { JSON($0.replied) },
        .init("links", .list(of: link.shape), "In order; the first missing one says where the call broke.") {
            link.json($0.links)
        },
        .init("missing", .nullable(.string), "Name of the first missing link.") { JSON($0.missing) },
        .init("status", .nullable(.string), "Final status of the response.") { JSON($0.status) },
        .init("interrupted", .boolean, "The caller spoke into this reply.") { JSON($0.interrupted) },
        .init("latencyMs", .nullable(.number), "From the end of the caller's speech to the first audio.") {
            thousandths($0.latencyMs)
        },
        .init("replyAudioMs", .nullable(.number), "Sound in the reply.") { thousandths($0.replyAudioMs) },
        .init("replyLevel", .nullable(.number), "Level of the reply, dBFS.") { thousandths($0.replyLevel) },
        .init("call", .integer, "Number of its call.") { JSON($0.call) },
        .init(
            "voiceToVoiceMs", .nullable(.number),
            "From the end of the caller's speech to the first sound of the reply, both on the telephone."
        ) { thousandths($0.voiceToVoiceMs) },
        .init("appendMs", .nullable(.number), "What the bridge took to pass on the caller's words.") {
            thousandths($0.appendMs)
        },
        .init("sendMs", .nullable(.number), "What the bridge took to pass on the reply.") { thousandths($0.sendMs) }
    )

    static let link = Table<TurnChain.Link>(
        .init("name", .string, "`speech started`, `response created` …") { JSON($0.name) },
        .init(
            "result", .words(["present", "missing", "not applicable", "unknown"]),
            "`unknown`: the capture cannot show it."
        ) { JSON($0.result.rawValue) },
        .init("frame", .nullable(.integer), "Number of the frame that is this link.") { JSON($0.frame) },
        .init("time", .nullable(.number), "Seconds since the start of the capture.") { seconds($0.time) },
        .init("detail", .string, "What was measured.") { JSON($0.detail) }
    )

    static let coverage = Table<Coverage>(
        .init("legs", .list(of: .string), "`model`, `phone`.") { JSON($0.legs) },
        .init("directions", .list(of: .string), "`model up`, `model down` …") { JSON($0.directions) },
        .init("timing", .string, "`times` or `order only`.") { JSON($0.timing) },
        .init("audio", .string, "`whole`, `cut` or `absent`.") { JSON($0.audio) },
        .init("format", .string, "`ours`, `event log` or `text log`.") { JSON($0.format) },
        .init("limits", .list(of: .string), "What this capture cannot prove, and what to log instead.") {
            JSON($0.limits)
        }
    )

    static let session = Table<SessionSummary>(
        .init("connection", .string, "Of the capture: `m1`.") { JSON($0.connection) },
        .init("dialect", .string, "`ga`, `beta` or `unknown`, decided from the wire.") { JSON($0.dialect) },
        .init("id", .nullable(.string), "Of the service.") { JSON($0.id) },
        .init("model", .nullable(.string), "As the service named it.") { JSON($0.model) },
        .init("voice", .nullable(.string), "") { JSON($0.voice) },
        .init("inputFormat", .nullable(.string), "") { JSON($0.inputFormat) },
        .init("outputFormat", .nullable(.string), "") { JSON($0.outputFormat) },
        .init("turnDetection", .nullable(.string), "") { JSON($0.turnDetection) },
        .init("end", .string, "How it ended.") { JSON($0.end) }
    )

    static let usage = Table<UsageSummary>(
        .init("responses", .integer, "That told their usage.") { JSON($0.responses) },
        .init("inputTokens", .integer, "Cached ones included.") { JSON($0.inputTokens) },
        .init("outputTokens", .integer, "") { JSON($0.outputTokens) },
        .init("inputAudioTokens", .integer, "Part of `inputTokens`.") { JSON($0.inputAudioTokens) },
        .init("outputAudioTokens", .integer, "Part of `outputTokens`.") { JSON($0.outputAudioTokens) },
        .init("cachedTokens", .integer, "Part of `inputTokens`, billed for less.") { JSON($0.cachedTokens) }
    )

    private static let results = ["pass", "fail", "not examined"]

    /// Microseconds are what a capture keeps.
    static func seconds(_ value: Double?) -> JSON { rounded(value, to: 1_000_000) }

    static func thousandths(_ value: Double?) -> JSON { rounded(value, to: 1_000) }

    private static func rounded(_ value: Double?, to parts: Double) -> JSON {
        guard let value, value.isFinite else { return .null }
        let rounded = (value * parts).rounded() / parts
        return .number(rounded.isFinite ? rounded : value)
    }
}

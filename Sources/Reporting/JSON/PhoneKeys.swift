import Diagnosis
import JSONText

/// The telephone's keys of `report.json`.
enum PhoneKeys {
    typealias Table<Value> = ReportObject<Value>

    static let call = Table<CallSummary>(
        .init("number", .integer, "From 1, in order of appearance.") { JSON($0.number) },
        .init("callSid", .nullable(.string), "The carrier's id.") { JSON($0.callSid) },
        .init("verdict", .words(["pass", "fail", "incomplete"]), "On this call alone.") {
            JSON($0.verdict.rawValue)
        },
        .init("primary", .nullable(.string), "Its first finding.") { JSON($0.primary) },
        .init("findings", .list(of: .string), "Ids of its findings.") { JSON($0.findings) },
        .init("phones", .list(of: .string), "Its connections to the carrier: `p1`.") { JSON($0.phones) },
        .init("models", .list(of: .string), "Its connections to the model: `m1`.") { JSON($0.models) },
        .init("pairing", .string, "How the legs were brought together: `ids`, `only one`, `audio`, `time`, `unpaired`.")
        {
            JSON($0.pairing)
        },
        .init("seconds", .nullable(.number), "From its first to its last frame.") { ReportKeys.seconds($0.seconds) },
        .init("turns", .list(of: .integer), "Numbers of its turns.") { .array($0.turns.map { JSON($0) }) },
        .init("answered", .integer, "Turns with a reply.") { JSON($0.answered) },
        .init("latencies", latencies.shape, "Over its turns, milliseconds.") { latencies.json($0.latencies) }
    )

    static let phone = Table<PhoneSummary>(
        .init("connection", .string, "Of the capture: `p1`.") { JSON($0.connection) },
        .init("carrier", .string, "`twilio`, `plain` and its audio, or `unknown`.") { JSON($0.carrier) },
        .init("streamSid", .nullable(.string), "Of the last stream on it.") { JSON($0.streamSid) },
        .init("callerMs", .number, "The caller's audio.") { ms($0.callerMs) },
        .init("sentMs", .number, "What the bridge sent and the carrier accepted.") { ms($0.sentMs) },
        .init("playedMs", .number, "Of it, what the caller heard.") { ms($0.playedMs) },
        .init("clearedMs", .number, "Of it, what a `clear` took away.") { ms($0.clearedMs) },
        .init("unplayedMs", .number, "Of it, what was still buffered at the end.") { ms($0.unplayedMs) },
        .init("longestBufferMs", .number, "The most that was buffered.") { ms($0.longestBufferMs) },
        .init("underruns", .integer, "Times that playback ran dry for less than a second.") { JSON($0.underruns) },
        .init("underrunMs", .number, "Their length.") { ms($0.underrunMs) },
        .init("marks", .integer, "Accepted ones.") { JSON($0.marks) },
        .init("clears", .integer, "Accepted ones.") { JSON($0.clears) },
        .init("complaints", .list(of: complaint.shape), "What the carrier drops, or plays as noise.") {
            complaint.json($0.complaints)
        },
        .init("spoken", .list(of: span.shape), "When the caller spoke.") { span.json($0.spoken) },
        .init("heard", .list(of: span.shape), "When the bridge could be heard.") { span.json($0.heard) },
        .init("end", .string, "How it ended.") { JSON($0.end) }
    )

    private static let span = Table<PhoneSummary.Span>(
        .init("from", .number, "Seconds since the start of the capture.") { ReportKeys.seconds($0.from) },
        .init("to", .number, "") { ReportKeys.seconds($0.to) }
    )

    static let complaint = Table<PhoneSummary.Complaint>(
        .init("reason", .string, "A word: `missing-streamsid`.") { JSON($0.reason) },
        .init("number", .nullable(.integer), "Of Twilio's error dictionary; null where Twilio says nothing.") {
            JSON($0.number)
        },
        .init("count", .integer, "How often.") { JSON($0.count) },
        .init("detail", .string, "What was seen first.") { JSON($0.detail) }
    )

    static let latencies = Table<LatencySummary>(
        .init(
            "voiceToVoice", .nullable(spread.shape),
            "From the end of the caller's speech to the first sound of the reply, both on the telephone."
        ) { spread($0.voiceToVoice) },
        .init("append", .nullable(spread.shape), "The bridge alone: the caller's frame to its append.") {
            spread($0.append)
        },
        .init("send", .nullable(spread.shape), "The bridge alone: the first delta of a reply to its media.") {
            spread($0.send)
        },
        .init("clear", .nullable(spread.shape), "The bridge alone: `speech_started` to `clear`.") { spread($0.clear) },
        .init("bridge", .nullable(spread.shape), "Append and send of the same turn together.") { spread($0.bridge) },
        .init("reason", .nullable(.string), "Why there are none.") { JSON($0.reason) }
    )

    static let spread = Table<Spread>(
        .init("count", .integer, "Measurements.") { JSON($0.count) },
        .init("p50", .number, "Half take no longer.") { ms($0.p50) },
        .init("p95", .number, "95 of 100 take no longer.") { ms($0.p95) },
        .init("max", .number, "The longest.") { ms($0.most) }
    )

    static let interruption = Table<InterruptionSummary>(
        .init("call", .integer, "Number of the call.") { JSON($0.call) },
        .init("frame", .integer, "The caller's first sound.") { JSON($0.frame) },
        .init("time", .nullable(.number), "Seconds since the start of the capture.") { ReportKeys.seconds($0.time) },
        .init("heardMs", .number, "Of the reply, when the caller began to speak.") { ms($0.heardMs) },
        .init("unplayedMs", .number, "Buffered by the carrier then.") { ms($0.unplayedMs) },
        .init("clearedAfterMs", .nullable(.number), "From the caller's first sound to the `clear`; null without one.") {
            ReportKeys.thousandths($0.clearedAfterMs)
        },
        .init("reactionMs", .nullable(.number), "From `speech_started` to the `clear`.") {
            ReportKeys.thousandths($0.reactionMs)
        },
        .init("talkedOverMs", .number, "Speech that was played on.") { ms($0.talkedOverMs) },
        .init("lateMediaMs", .number, "Of the same reply, sent after the `clear`.") { ms($0.lateMediaMs) },
        .init("cancelled", .boolean, "The reply ended as cancelled.") { JSON($0.cancelled) },
        .init("truncatedAtMs", .nullable(.integer), "What the model was told was heard.") { JSON($0.truncatedAtMs) },
        .init("heardAtLastMs", .number, "What was heard of it.") { ms($0.heardAtLastMs) }
    )

    // MARK: The run

    static let run = Table<RunSummary>(
        .init("reach", .nullable(reach.shape), "How the bridge was led to the model.") { optional($0.reach, reach) },
        .init("process", .nullable(process.shape), "The bridge's process.") { optional($0.process, process) },
        .init("output", .list(of: output.shape), "The last lines of its output.") { output.json($0.output) },
        .init("webhooks", .list(of: webhook.shape), "Requests for TwiML.") { webhook.json($0.webhooks) },
        .init("twiml", .list(of: twiml.shape), "What is wrong with the TwiML.") { twiml.json($0.twiml) },
        .init("harness", .nullable(harness.shape), "How well the harness itself kept time.") {
            optional($0.harness, harness)
        }
    )

    private static let reach = Table<RunSummary.Reach>(
        .init("way", .string, "`environment`, `intercept-namespace`, `intercept-preload`, `proxy` or `hand`.") {
            JSON($0.way)
        },
        .init("reason", .string, "Why this one.") { JSON($0.reason) }
    )

    private static let process = Table<RunSummary.Process>(
        .init("command", .nullable(.string), "Redacted.") { JSON($0.command) },
        .init("state", .string, "How it ended.") { JSON($0.state) },
        .init("cpuSeconds", .nullable(.number), "") { ReportKeys.seconds($0.cpuSeconds) },
        .init("peakBytes", .nullable(.number), "Of memory.") { ReportKeys.thousandths($0.peakBytes) },
        .init("readBytes", .nullable(.number), "") { ReportKeys.thousandths($0.readBytes) },
        .init("writtenBytes", .nullable(.number), "") { ReportKeys.thousandths($0.writtenBytes) }
    )

    private static let output = Table<RunSummary.Output>(
        .init("stream", .string, "`stdout` or `stderr`.") { JSON($0.stream) },
        .init("text", .string, "") { JSON($0.text) }
    )

    private static let webhook = Table<RunSummary.Webhook>(
        .init("url", .string, "") { JSON($0.url) },
        .init("status", .nullable(.integer), "HTTP.") { JSON($0.status) },
        .init("milliseconds", .nullable(.number), "How long it took.") { ReportKeys.thousandths($0.milliseconds) },
        .init("error", .nullable(.string), "Why there is no status.") { JSON($0.error) }
    )

    private static let twiml = Table<RunSummary.TwiML>(
        .init("problem", .string, "A word.") { JSON($0.problem) },
        .init("detail", .string, "What was seen.") { JSON($0.detail) },
        .init("number", .nullable(.integer), "Of Twilio's error dictionary.") { JSON($0.number) }
    )

    private static let harness = Table<RunSummary.Harness>(
        .init("lateP99Ms", .nullable(.number), "99 of 100 of its own frames were not later.") {
            ReportKeys.thousandths($0.lateP99Ms)
        },
        .init("lateMaxMs", .nullable(.number), "The latest.") { ReportKeys.thousandths($0.lateMaxMs) },
        .init("frames", .nullable(.integer), "That it sent.") { JSON($0.frames) },
        .init("calls", .nullable(.integer), "") { JSON($0.calls) },
        .init("peakCalls", .nullable(.integer), "At one time.") { JSON($0.peakCalls) }
    )

    private static func optional<Value>(_ value: Value?, _ table: Table<Value>) -> JSON {
        value.map(table.json) ?? .null
    }

    private static func spread(_ value: Spread?) -> JSON { optional(value, spread) }

    /// Whole thousandths of a millisecond are what a capture keeps.
    private static func ms(_ value: Double) -> JSON { ReportKeys.thousandths(value) }
}

/// The telephone's part of a report.
import CallCapture
import Durations
import JSONText
import SpeechAudio

enum PhoneReportBuilder {
    static func phone(_ phone: PhoneConnection) -> PhoneSummary {
        let carrier =
            switch phone.carrier {
            case .unknown: "unknown"
            case .twilio: "twilio"
            case .plain(let format): "plain \(format.encoding.wireName)"
            }
        let played = phone.playback
        return PhoneSummary(
            connection: phone.name, carrier: carrier, streamSid: phone.streamSid, callerMs: phone.caller.milliseconds,
            sentMs: phone.media.milliseconds, playedMs: played.playedMs, clearedMs: played.clearedMs,
            unplayedMs: played.unplayedMs, longestBufferMs: played.longestBufferMs, underruns: played.underrunCount,
            underrunMs: played.underrunMs, marks: phone.marks.count, clears: phone.clears.count,
            complaints: phone.complaints.map {
                .init(reason: $0.reason, number: $0.number, count: $0.count, detail: $0.detail)
            },
            spoken: phone.caller.bursts.prefix(mostSpans).compactMap { burst in
                guard let from = burst.started.time, let to = burst.ended.time else { return nil }
                return .init(from: from, to: to)
            },
            heard: heard(phone), end: phone.ending?.text ?? "open at the end of the capture")
    }

    private static let mostSpans = 2_000

    /// Where there was sound in what was played.
    private static func heard(_ phone: PhoneConnection) -> [PhoneSummary.Span] {
        var spans: [PhoneSummary.Span] = []
        for burst in phone.media.sound.bursts {
            for stretch in phone.playback.stretches(from: burst.startMs, to: burst.endMs) {
                guard spans.count < mostSpans else { return spans }
                let from = stretch.time(of: max(burst.startMs, stretch.fromMs))
                spans.append(.init(from: from, to: stretch.time(of: min(burst.endMs, stretch.toMs))))
            }
        }
        return spans
    }

    static func latencies(_ call: Timeline) -> LatencySummary {
        guard !call.phones.isEmpty else { return LatencySummary(reason: "the capture has no phone leg") }
        guard call.hasTimes else { return LatencySummary(reason: "the capture keeps no times") }
        guard call.speed == 1 else {
            return LatencySummary(reason: "the call ran \(call.speed) times as fast as time")
        }
        let turns = call.turns.map(call.bridgeLatency)
        return LatencySummary(
            voiceToVoice: Spread(turns.compactMap(\.voiceToVoiceMs)), append: Spread(turns.compactMap(\.appendMs)),
            send: Spread(turns.compactMap(\.sendMs)),
            clear: Spread(call.interruptions.compactMap(\.reactionMs).map { max(0, $0) }),
            bridge: Spread(turns.compactMap(\.bridgeMs)))
    }

    static func interruptions(_ call: Timeline) -> [InterruptionSummary] {
        call.interruptions.map { each in
            let truncate = each.connection.flatMap { connection in
                each.truncate.map { call.connections[connection].truncates[$0] }
            }
            return InterruptionSummary(
                call: call.calls.first { $0.phones.contains(each.phone) }?.number ?? 1, frame: each.began.frame,
                time: each.began.time, heardMs: each.heardMs, unplayedMs: each.unplayedMs,
                clearedAfterMs: each.clearedAfterMs, reactionMs: each.reactionMs, talkedOverMs: each.talkedOverMs,
                lateMediaMs: each.lateMediaMs, cancelled: each.isCancelled, truncatedAtMs: truncate?.audioEndMs,
                heardAtLastMs: each.heardAtLastMs)
        }
    }

    // MARK: The run

    static func run(_ call: Timeline) -> RunSummary {
        var run = RunSummary()
        if let reach = call.observations(ObservationKind.reach).last?.data {
            run.reach = .init(way: reach["way"]?.string ?? "", reason: reach["reason"]?.string ?? "")
        }
        run.process = process(call.observations(ObservationKind.process).map(\.data))
        run.output = call.observations(ObservationKind.output).suffix(20).map {
            .init(stream: $0.data["stream"]?.string ?? "", text: $0.data["text"]?.string ?? "")
        }
        run.webhooks = call.observations(ObservationKind.webhook).prefix(1_000).map {
            .init(
                url: $0.data["url"]?.string ?? "", status: $0.data["status"]?.integer,
                milliseconds: $0.data["ms"]?.number, error: $0.data["error"]?.string)
        }
        run.twiml = call.observations(ObservationKind.twiml).prefix(1_000).map {
            .init(
                problem: $0.data["problem"]?.string ?? "", detail: $0.data["detail"]?.string ?? "",
                number: $0.data["number"]?.integer)
        }
        run.harness = harness(call)
        return run
    }

    private static func process(_ all: [JSONObject]) -> RunSummary.Process? {
        guard let first = all.first else { return nil }
        let end = all.last { ["exited", "stopped"].contains($0["phase"]?.string) }
        func last(_ key: String) -> Double? { all.lazy.compactMap { $0[key]?.number }.reversed().first }
        var state = "running"
        if let end {
            state = (end["phase"]?.string == "exited" ? "exited by itself" : "stopped by us") + how(end)
        }
        return RunSummary.Process(
            command: first["command"]?.string, state: state, cpuSeconds: last("cpuSeconds"),
            peakBytes: last("peakBytes"), readBytes: last("readBytes"), writtenBytes: last("writtenBytes"))
    }

    private static func how(_ end: JSONObject) -> String {
        if let signal = end["signal"], !signal.isNull { return " by signal \(signal.string ?? signal.text)" }
        return end["code"]?.integer.map { " with \($0)" } ?? ""
    }

    /// Of the run as a whole, else of the calls, which each know their own.
    private static func harness(_ call: Timeline) -> RunSummary.Harness? {
        if let data = call.observations(ObservationKind.harness).last?.data {
            return .init(
                lateP99Ms: data["lateP99Ms"]?.number, lateMaxMs: data["lateMaxMs"]?.number,
                frames: data["frames"]?.integer, calls: data["calls"]?.integer, peakCalls: data["peakCalls"]?.integer)
        }
        let all = call.observations(ObservationKind.playback).map(\.data)
        guard !all.isEmpty else { return nil }
        return .init(
            lateP99Ms: all.compactMap { $0["lateP99Ms"]?.number }.max(),
            lateMaxMs: all.compactMap { $0["lateMaxMs"]?.number }.max(),
            frames: all.compactMap { $0["frames"]?.boundedInteger }.reduce(0, +), calls: call.calls.count,
            peakCalls: nil)
    }
}

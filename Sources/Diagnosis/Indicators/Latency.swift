/// How long does the caller wait for the first sound of a reply?
struct Latency: Indicator {
    static let id = "latency"
    static let title = "Replies begin soon after the caller stops"

    func examine(_ call: Timeline) -> Answer {
        guard !call.isSampled else { return .notExamined("the log keeps one audio message out of many") }
        guard call.speed == 1 else { return .notExamined("the call ran \(call.speed) times as fast as time") }
        let limit = call.settings.latency + call.clockStepMs / 1_000
        // What the caller waits for is the first sound on the telephone, where that leg is in the capture.
        let times = call.turns.compactMap { turn in
            (call.bridgeLatency(of: turn).voiceToVoiceMs ?? call.latency(of: turn)).map { (turn, $0) }
        }
        guard let slowest = times.max(by: { $0.1 < $1.1 }) else {
            return .notExamined(call.hasTimes ? "no spoken turn was answered with audio" : "the capture keeps no times")
        }
        let words =
            "\(times.count) turn\(times.count == 1 ? "" : "s"), the slowest \(Timeline.words(milliseconds: slowest.1)), limit \(Timeline.words(milliseconds: limit * 1_000))"
        guard slowest.1 > limit * 1_000 else { return .pass(words) }
        let late = times.filter { $0.1 > limit * 1_000 }.map(\.0)
        return .fail(
            "\(Timeline.words(turns: late.map(\.number))) began too late: \(words)",
            late.compactMap { call.response(of: $0)?.audio.first?.evidence("the first audio of turn \($0.number)") })
    }
}

extension Timeline {
    static func words(milliseconds: Double) -> String {
        milliseconds >= 1_000 ? words(seconds: milliseconds / 1_000) : "\(Int(bounded: milliseconds)) ms"
    }

    /// When the caller fell silent: the last sound that was appended, where that can be measured, else `speech_stopped`.
    func endOfSpeech(of turn: Turn) -> Moment? {
        let connection = connections[turn.connection]
        guard turn.kind == .spoken else { return nil }
        let stopped =
            turn.segment.flatMap { connection.segments[$0].stopped }
            ?? turn.commit.map { connection.commits[$0].moment }
        if connection.appended.isMeasured, let number = turn.burst {
            let burst = connection.appended.bursts[number]
            if let stopped, burst.ended > stopped { return stopped }
            return burst.ended
        }
        return stopped
    }

    /// From the end of the caller's speech to the first audio of the reply, milliseconds.
    func latency(of turn: Turn) -> Double? {
        guard let end = endOfSpeech(of: turn), let first = response(of: turn)?.audio.first,
            let seconds = first.seconds(since: end), seconds >= 0
        else { return nil }
        return seconds * 1_000
    }
}

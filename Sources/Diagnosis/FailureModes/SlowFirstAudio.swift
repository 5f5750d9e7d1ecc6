/// The caller waits too long for the first sound, and the links of the turn say where.
struct SlowFirstAudio: FailureMode {
    static let about = About(
        id: "slow-first-audio",
        title: "replies begin too late",
        hears: "Two to four seconds of silence before each reply; callers begin to repeat themselves.",
        evidence:
            "from the end of the caller's speech to the first sound of the reply more than the limit (2 s), and the longest link of that way; or more than 400 ms of it in the bridge alone, in half of three turns and more",
        tellsApart:
            "Every reply does come. With semantic-vad-slow or vad-too-strict it is the turn detection that waits, with event-loop-blocked or input-backlog-grows the bridge",
        causes: [
            "the model takes long: a large model, much context, a slow tool", "a long silence_duration_ms",
            "a queue or a blocked loop in the bridge", "a tunnel or a far region",
        ],
        remedy:
            "Shorten the longest link: silence_duration_ms for the detection, a smaller model or less context for the service, no queue and no tunnel for the bridge. Cover what remains with a spoken filler.",
        atFault: .bridgeOrService,
        source: "catalogue: slow-first-audio"
    )

    func examine(_ call: Timeline) -> Sighting? {
        guard call.isInRealTime else { return nil }
        let limit = call.settings.latency * 1_000 + call.clockStepMs
        let late = call.turns.compactMap { turn -> (turn: Turn, ms: Double)? in
            let wait = call.bridgeLatency(of: turn).voiceToVoiceMs ?? call.latency(of: turn)
            return wait.flatMap { $0 > limit ? (turn, $0) : nil }
        }
        guard let worst = late.max(by: { $0.ms < $1.ms }) else { return held(call) }
        let links = call.links(of: worst.turn)
        let longest = links.max { $0.ms < $1.ms }.map {
            "; \(Timeline.words(milliseconds: $0.ms)) of it are \($0.name)"
        }
        return Sighting(
            "\(Timeline.words(turns: late.map(\.turn.number))) began too late: the slowest took \(Timeline.words(milliseconds: worst.ms)), limit \(Timeline.words(milliseconds: limit))\(longest ?? "")",
            evidence: [
                call.endOfSpeech(of: worst.turn)?.evidence("the caller has ended"),
                call.response(of: worst.turn)?.audio.first?.evidence("the first audio of turn \(worst.turn.number)"),
            ].compactMap { $0 }, turns: late.map(\.turn.number),
            brokenAt: late.lazy.compactMap { call.response(of: $0.turn)?.audio.first }.first)
    }

    /// Within the limit, for the model is quick; the bridge alone holds audio back.
    private func held(_ call: Timeline) -> Sighting? {
        guard call.clockStepMs == 0 else { return nil }
        let turns = call.turns.compactMap { turn in
            call.bridgeLatency(of: turn).bridgeMs.map { (turn: turn, ms: $0) }
        }
        guard turns.count >= 3, let spread = Spread(turns.map(\.ms)), spread.p50 > BridgeDelay.limit,
            let worst = turns.max(by: { $0.ms < $1.ms })
        else { return nil }
        let latency = call.bridgeLatency(of: worst.turn)
        func words(_ ms: Double?) -> String { Timeline.words(milliseconds: ms ?? 0) }
        return Sighting(
            "the bridge alone adds \(words(spread.p50)) to half of the turns: for turn \(worst.turn.number) it held what the caller said for \(words(latency.appendMs)), and the reply for \(words(latency.sendMs))",
            evidence: call.evidence(of: worst.turn),
            turns: turns.filter { $0.ms > BridgeDelay.limit }.map(\.turn.number))
    }
}

extension Timeline {
    /// What a turn's wait is made of, in milliseconds, as far as the capture shows it.
    fileprivate func links(of turn: Turn) -> [(name: String, ms: Double)] {
        let connection = connections[turn.connection]
        let response = response(of: turn)
        let sent = turn.response.flatMap { delivery(of: $0, on: turn.connection)?.first }
        let stations: [(name: String, moment: Moment?)] = [
            ("the bridge's, before the service had the caller's last word", endOfSpeech(of: turn)),
            ("the turn detection's", turn.segment.flatMap { connection.segments[$0].stopped }),
            ("from the turn to the request for a reply", turn.due),
            ("the service's, before it began a response", response?.created),
            ("the model's, before its first audio", response?.audio.first),
            ("the bridge's, before it sent the first audio on", sent),
        ]
        var links: [(name: String, ms: Double)] = []
        var last = spoken(of: turn)?.ended ?? endOfSpeech(of: turn)
        for station in stations {
            guard let moment = station.moment else { continue }
            if let seconds = last.flatMap({ moment.seconds(since: $0) }) {
                links.append((station.name, max(0, seconds * 1_000)))
            }
            last = moment
        }
        return links
    }
}

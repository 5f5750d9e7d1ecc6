/// Turn detection is set so high that short or quiet words do not exist for it, or so patient that every reply is late.
struct VADTooStrict: FailureMode {
    static let about = About(
        id: "vad-too-strict",
        title: "turn detection is set so strictly that the caller is overheard or answered late",
        hears: "\"Hello\", \"yes\" and \"no\" are ignored; or two to three seconds of silence before every reply.",
        evidence:
            "a threshold of 0.7 or more, and at least two short or quieter utterances in what was appended that brought no speech_started; or silence_duration_ms of 1200 or more, and replies over the latency limit, most of which is that wait",
        tellsApart:
            "With vad-dies-mid-session speech as loud as before is no longer noticed; here the setting says what is overheard",
        causes: ["tuning against noise or echo", "a threshold and a silence from the time of another line"],
        remedy:
            "Start from threshold 0.5 and silence_duration_ms 500; against noise use audio.input.noise_reduction. Change one thing at a time, and replay a recording.",
        atFault: .configuration,
        source: "catalogue: vad-too-strict; OpenAI Realtime, turn_detection",
        refines: ["vad-dies-mid-session", "second-turn-stall"], stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for (index, connection) in call.connections.enumerated() where connection.appended.isMeasured {
            if let deaf = overheard(connection, call, index) ?? slow(connection, call, index) { return deaf }
        }
        return nil
    }

    private func overheard(_ connection: ModelConnection, _ call: Timeline, _ index: Int) -> Sighting? {
        let bursts = connection.appended.bursts
        let heard = bursts.indices.map { connection.hears($0) }
        let quietest = bursts.indices.filter { heard[$0] }.map { bursts[$0].level.rms }.min()
        let missed = bursts.indices.filter { number in
            let burst = bursts[number]
            guard !heard[number], let detection = connection.turnDetection(at: burst.started),
                detection.threshold ?? 0.5 >= 0.7, burst.soundMs >= 200,
                call.patience[index].elapsed(since: burst.ended) >= 3
            else { return false }
            // Noise behind the caller is what the setting was made for.
            guard let quietest else { return burst.level.rms >= -40 }
            return burst.level.rms >= quietest - 12 && (burst.soundMs < 800 || burst.level.rms < quietest - 3)
        }
        guard missed.count >= 2, let first = missed.first.map({ bursts[$0] }) else { return nil }
        let threshold = connection.turnDetection(at: first.started)?.threshold ?? 0
        return Sighting(
            "with a threshold of \(threshold) the service overheard \(missed.count) utterances of the caller, at \(Int(first.level.rms.rounded())) dBFS the first",
            evidence: missed.prefix(5).map { number in
                let burst = bursts[number]
                return burst.started.evidence(
                    "input_audio_buffer.append: \(Int(bounded: burst.soundMs)) ms of sound at \(Int(burst.level.rms.rounded())) dBFS, no speech_started"
                )
            },
            brokenAt: first.started)
    }

    private func slow(_ connection: ModelConnection, _ call: Timeline, _ index: Int) -> Sighting? {
        let late = call.turns(on: index).filter { turn in
            guard let segment = turn.segment.map({ connection.segments[$0] }),
                let detection = connection.turnDetection(at: segment.started), detection.type == "server_vad",
                detection.silenceMs >= 1_200, let latency = call.latency(of: turn)
            else { return false }
            return latency > call.settings.latency * 1_000 && Double(detection.silenceMs) * 2 > latency
        }
        guard late.count >= 2, let first = late.first else { return nil }
        let silence =
            first.segment.flatMap { connection.turnDetection(at: connection.segments[$0].started)?.silenceMs } ?? 0
        return Sighting(
            "the service waits for \(Timeline.words(milliseconds: Double(silence))) of silence before it takes a turn for ended, so \(Timeline.words(turns: late.map(\.number))) began late",
            evidence: late.prefix(5).flatMap { turn in
                (call.endOfSpeech(of: turn).map { [$0.evidence("the caller is silent")] } ?? [])
                    + (call.response(of: turn)?.audio.first.map { [$0.evidence("the first audio of the reply")] } ?? [])
            },
            turns: late.map(\.number))
    }
}

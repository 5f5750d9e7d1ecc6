/// The voice detection worked, and then clear speech is no longer noticed.
struct VADDiesMidSession: FailureMode {
    static let about = About(
        id: "vad-dies-mid-session",
        title: "the service no longer notices clear speech",
        hears: "The assistant freezes after some good turns; only a new connection helps.",
        evidence:
            "earlier speech_started events, then clearly audible speech in input_audio_buffer.append (above -40 dBFS, half a second or more) on an open connection, and no speech_started for it within 3 s nor later",
        tellsApart:
            "Speech was sent and measured, and not noticed: if what was sent is near silence, the capture of the caller is at fault; if speech_started came, it is speech-never-stops or second-turn-stall",
        causes: [
            "the service stalled",
            "the bridge changed the format or the gain of what it sends",
            "the reader of the bridge is blocked, so that events wait unread",
        ],
        remedy:
            "Watch for speech energy without speech_started for 3 s: send input_audio_buffer.clear, then reconnect.",
        atFault: .bridgeOrService,
        source:
            "catalogue: vad-dies-mid-session; OpenAI Realtime, input_audio_buffer.speech_started"
    )

    func examine(_ call: Timeline) -> Sighting? {
        let hits = call.turns.filter { turn in
            guard turn.outcome == .unheard else { return false }
            let segments = call.connections[turn.connection].segments
            return segments.contains { $0.started < turn.start } && !segments.contains { $0.started > turn.start }
        }
        guard let first = hits.first,
            let burst = first.burst.map({ call.connections[first.connection].appended.bursts[$0] })
        else { return nil }
        let connection = call.connections[first.connection]
        var evidence: [Evidence] = []
        if let last = connection.segments.last { evidence.append(last.started.evidence("the last speech_started")) }
        for turn in hits {
            guard let burst = turn.burst.map({ connection.appended.bursts[$0] }) else { continue }
            evidence.append(
                burst.started.evidence(
                    "input_audio_buffer.append: speech begins, \(Int(burst.level.rms.rounded())) dBFS"))
            evidence.append(
                burst.ended.evidence("the speech ends after \(Timeline.words(seconds: burst.soundMs / 1_000)) of sound")
            )
        }
        return Sighting(
            "\(connection.segments.count) utterance\(connection.segments.count == 1 ? " was" : "s were") noticed, then \(Timeline.words(seconds: burst.soundMs / 1_000)) of speech at "
                + "\(Int(burst.level.rms.rounded())) dBFS brought no speech_started\(call.waiting(after: burst.ended, on: first.connection))",
            evidence: evidence, turns: hits.map(\.number), brokenAt: first.start)
    }
}

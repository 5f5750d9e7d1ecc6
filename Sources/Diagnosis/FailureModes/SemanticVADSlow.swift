/// Semantic turn detection waits for an end that the caller's words do not show.
struct SemanticVADSlow: FailureMode {
    static let about = About(
        id: "semantic-vad-slow",
        title: "semantic turn detection waits long before it takes a turn for ended",
        hears: "Pauses of three to eight seconds after phrases that sound unfinished, worse over a telephone.",
        evidence:
            "turn_detection semantic_vad, and over 3 s from the end of the caller's sound to speech_stopped",
        tellsApart:
            "With vad-too-strict it is server_vad with a long silence_duration_ms; with speech-never-stops the end never comes",
        causes: ["eagerness low or auto", "narrow-band audio and filler words"],
        remedy: "Set eagerness to high, or use server_vad on a telephone line.",
        atFault: .configuration,
        source: "catalogue: semantic-vad-slow; OpenAI Realtime, turn_detection",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        let late = call.turns.compactMap { turn -> (turn: Turn, seconds: Double)? in
            let connection = call.connections[turn.connection]
            guard let segment = turn.segment.map({ connection.segments[$0] }), let stopped = segment.stopped,
                connection.turnDetection(at: segment.started)?.type == "semantic_vad", connection.appended.isMeasured,
                let burst = turn.burst.map({ connection.appended.bursts[$0] }), burst.ended < stopped
            else { return nil }
            let seconds = call.patience[turn.connection].between(burst.ended, stopped)
            return seconds > 3 ? (turn, seconds) : nil
        }
        guard let slowest = late.max(by: { $0.seconds < $1.seconds }) else { return nil }
        let eagerness =
            call.connections[slowest.turn.connection].turnDetection(at: slowest.turn.start)?.eagerness ?? "auto"
        return Sighting(
            "semantic_vad (eagerness \(eagerness)) took up to \(Timeline.words(seconds: slowest.seconds)) to see the end of \(Timeline.words(turns: late.map(\.turn.number)))",
            evidence: late.prefix(4).flatMap { hit in
                let connection = call.connections[hit.turn.connection]
                return [
                    hit.turn.burst.map { connection.appended.bursts[$0].ended.evidence("the caller is silent") },
                    hit.turn.segment.flatMap {
                        connection.segments[$0].stopped?.evidence("input_audio_buffer.speech_stopped")
                    },
                ].compactMap { $0 }
            },
            turns: late.map(\.turn.number))
    }
}

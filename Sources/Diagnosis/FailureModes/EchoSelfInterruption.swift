import SpeechAudio

/// The assistant is interrupted by its own voice, which comes back from the caller's end of the line.
struct EchoSelfInterruption: FailureMode {
    static let about = About(
        id: "echo-self-interruption",
        title: "the assistant hears its own echo from the line, and stops or answers itself",
        hears: "It starts and stops in the middle of words, mostly in the greeting, and on speaker phones.",
        evidence:
            "speech_started while the carrier plays, and the caller's audio of that moment is what was being played: so much quieter and so much later all through the call, by the loudness of every 10 ms",
        tellsApart:
            "It is in the caller's own audio. With own-voice-fed-back the bridge appends what no caller sent; with noise-triggers-turns it is no speech; a caller who interrupts is louder than the echo",
        causes: [
            "a speaker phone or a headset that lets the voice through",
            "a line whose echo canceller needs seconds to learn",
            "a low VAD threshold",
        ],
        remedy:
            "Raise turn_detection.threshold by 0.1 at a time, and switch on audio.input.noise_reduction. While the greeting plays set turn_detection to null, or interrupt_response to false, and restore it (with its type) when the last mark has come back.",
        atFault: .network,
        source: "catalogue: echo-self-interruption; OpenAI Realtime, turn_detection",
        refines: ["cancelled-before-output"], stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for (echo, woken) in call.echoes where !woken.isEmpty {
            let evidence = woken.prefix(4).flatMap { hit in
                let connection = call.connections[hit.connection]
                let segment = connection.segments[hit.segment]
                let cut = connection.responses.last { $0.first < segment.started && $0.reason == "turn_detected" }
                return [segment.evidence] + (cut?.doneEvidence ?? [])
            }
            let turns = call.turns.filter { turn in
                woken.contains { $0.connection == turn.connection && $0.segment == turn.segment }
            }
            return Sighting(
                "\(woken.count == 1 ? "once" : "\(woken.count) times") what the service took for the caller was the bridge's own voice, "
                    + "\(echo.path.lagMs) ms later and \(Int(bounded: -echo.path.gain)) dB quieter",
                evidence: evidence.sorted { $0.frame < $1.frame }, turns: turns.map(\.number))
        }
        return nil
    }
}

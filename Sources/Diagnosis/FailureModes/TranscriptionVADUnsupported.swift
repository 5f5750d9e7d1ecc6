/// Turn detection with a model that transcribes without turns.
struct TranscriptionVADUnsupported: FailureMode {
    static let about = About(
        id: "transcription-vad-unsupported",
        title: "turn detection is on for a transcription model that has none",
        hears: "No turns, and no final texts.",
        evidence:
            "transcription model gpt-realtime-whisper with turn_detection on, speech in what was appended or turns that were noticed, and no completed transcription in 10 s; or an update with both that was refused",
        tellsApart: "With transcription-not-enabled no model is named",
        causes: ["a configuration copied from a conversation"],
        remedy: "Set turn_detection to null, and send input_audio_buffer.commit where an utterance ends.",
        atFault: .configuration,
        source: "catalogue: transcription-vad-unsupported; OpenAI Realtime, transcription",
        refines: ["session-update-rejected-defaults", "vad-dies-mid-session"], stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for (index, connection) in call.connections.enumerated() {
            if let refused = call.refusals.first(where: { refusal in
                refusal.connection == index && refusal.subject == .update && refusal.field.hasSuffix("turn_detection")
                    && !refusal.isUnknownParameter && refusal.session?.transcriptionModel == "gpt-realtime-whisper"
            }) {
                return Sighting(refused.words("session.update"), evidence: refused.evidence)
            }
            guard let echo = connection.echoes.last, echo.session.transcriptionModel == "gpt-realtime-whisper",
                echo.session.turnDetection?.isOn == true, connection.transcriptions.allSatisfy({ $0.completed == nil }),
                let speech = connection.appended.bursts.first(where: \.isClearSpeech)?.ended
                    ?? connection.segments.first?.started,
                call.patience[index].elapsed(since: speech) >= 10
            else { continue }
            return Sighting(
                "gpt-realtime-whisper has no turn detection, and it is on: no final text came",
                evidence: [echo.moment.evidence("the session"), speech.evidence("the caller has spoken")])
        }
        return nil
    }
}

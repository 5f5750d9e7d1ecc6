/// A session for transcription without a model that transcribes.
struct TranscriptionNotEnabled: FailureMode {
    static let about = About(
        id: "transcription-not-enabled",
        title: "the session is for transcription, and no transcription is configured",
        hears: "No text ever comes.",
        evidence:
            "a transcription session whose transcription is null, input_audio_buffer.committed, and no transcription event",
        tellsApart:
            "A conversation works without transcription, which is off by default, so that its absence there proves nothing",
        causes: ["transcription is off by default", "it was lost in a refused update", "a sample that leaves it out"],
        remedy:
            "Write \"transcription\": {\"model\": \"gpt-4o-mini-transcribe\", \"language\": \"…\"} into audio.input.",
        atFault: .configuration,
        source: "catalogue: transcription-not-enabled; OpenAI Realtime, transcription",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for connection in call.connections where connection.transcriptions.isEmpty {
            guard let commit = connection.commits.first,
                let echo = connection.echoes.last(where: { $0.moment < commit.moment }),
                echo.session.isTranscription, echo.session.transcribes == false
            else { continue }
            return Sighting(
                "the session is for transcription and has none configured: nothing was transcribed of \(connection.commits.count) utterance\(connection.commits.count == 1 ? "" : "s")",
                evidence: [
                    echo.moment.evidence("transcription: null in the session"),
                    commit.moment.evidence("input_audio_buffer.committed"),
                ])
        }
        return nil
    }
}

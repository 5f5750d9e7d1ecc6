/// The caller's words could not be written down, and the reply does not depend on it.
struct TranscriptionFailedEvent: FailureMode {
    static let about = About(
        id: "transcription-failed-event",
        title: "the transcription of what the caller said failed",
        hears: "Nothing is wrong on the telephone; lines of the caller are missing from the log.",
        evidence: "conversation.item.input_audio_transcription.failed with an error",
        tellsApart:
            "The replies come all the same: another model writes the transcript. With transcription-model-missing the session.update was refused",
        causes: [
            "a passing fault of the transcription model", "the project or deployment has no such model",
            "the quota of that model is used up",
        ],
        remedy:
            "Take it for what it is, a missing line, and never for the end of the turn; choose another transcription.model when it lasts.",
        atFault: .service,
        source: "catalogue: transcription-failed-event; OpenAI Realtime, input_audio_transcription.failed"
    )

    func examine(_ call: Timeline) -> Sighting? {
        let failed = call.connections.flatMap { $0.transcriptions.filter { $0.failed != nil } }
        guard let first = failed.first else { return nil }
        let all = call.connections.reduce(0) { $0 + $1.transcriptions.count }
        return Sighting(
            "\(failed.count) of \(all) transcription\(all == 1 ? "" : "s") failed\(first.error.isEmpty ? "" : ": \(first.error)")",
            evidence: failed.prefix(4).compactMap { $0.failed?.evidence("the transcription of \($0.item) failed") })
    }
}

/// Transcription asked for without a model.
struct TranscriptionModelMissing: FailureMode {
    static let about = About(
        id: "transcription-model-missing",
        title: "input transcription was asked for without a model, and the update was refused whole",
        hears: "The defaults; the caller's side of the log stays empty.",
        evidence:
            "an error missing_required_parameter whose param ends in transcription.model",
        tellsApart: "With transcription-not-enabled nobody asked for it at all",
        causes: ["an empty object, in the hope of a default"],
        remedy: "Name a model: \"transcription\": {\"model\": \"gpt-4o-mini-transcribe\"}.",
        atFault: .configuration,
        source: "catalogue: transcription-model-missing; OpenAI Realtime, transcription",
        refines: ["session-update-rejected-defaults"], stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.sighting(ofRefusals: { $0.subject == .update && $0.isMissing && $0.field.hasSuffix("transcription.model") }
        ) {
            $0.words("session.update")
        }
    }
}

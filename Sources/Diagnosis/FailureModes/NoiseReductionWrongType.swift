/// Noise reduction given as a word.
struct NoiseReductionWrongType: FailureMode {
    static let about = About(
        id: "noise-reduction-wrong-type",
        title: "noise reduction was given in a form that the service refuses",
        hears:
            "A noise like a vacuum cleaner and replies in English: the update that set codec and prompt was refused whole.",
        evidence:
            "an error invalid_type, invalid_value or missing_required_parameter whose param lies in session.input_audio_noise_reduction or session.audio.input.noise_reduction",
        tellsApart: "Whatever else the update held is lost with it; the param says that this field was to blame",
        causes: ["a word (\"speech\", \"near_field\") where an object belongs", "a kind that does not exist"],
        remedy:
            "Write {\"type\": \"near_field\"} for a handset, {\"type\": \"far_field\"} for a loudspeaker, null to switch it off.",
        atFault: .configuration,
        source: "catalogue: noise-reduction-wrong-type; OpenAI Realtime, noise_reduction",
        refines: ["session-update-rejected-defaults"], stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.sighting(ofRefusals: NoiseReductionWrongType.fits) { $0.words("session.update") }
    }

    static func fits(_ refusal: Refusal) -> Bool {
        refusal.subject == .update && refusal.field.contains("noise_reduction") && !refusal.isUnknownParameter
    }
}

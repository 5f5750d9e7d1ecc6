/// A response.create that names its modalities in the other dialect's word.
struct ModalitiesInResponseCreate: FailureMode {
    static let about = About(
        id: "modalities-in-response-create",
        title: "a response.create names its modalities in the other dialect's word, and was refused",
        hears: "Replies that the client asks for never come (a greeting, a reply after a tool); automatic ones work.",
        evidence:
            "an error unknown_parameter with the param response.modalities (GA) or response.output_modalities (beta), and no response for that request",
        tellsApart: "The session is configured: only requests that name modalities are refused",
        causes: ["code that was migrated by half", "both names sent for compatibility"],
        remedy:
            "On GA write response.output_modalities: [\"audio\"] (or [\"text\"]), in the beta response.modalities: [\"audio\", \"text\"]; or leave it out, and the session's own hold.",
        atFault: .configuration,
        source: "catalogue: modalities-in-response-create; OpenAI Realtime, response.create",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.sighting(ofRefusals: ModalitiesInResponseCreate.fits) { $0.words("response.create") }
    }

    static func fits(_ refusal: Refusal) -> Bool {
        refusal.subject == .request && refusal.isUnknownParameter
            && ["modalities", "output_modalities"].contains(refusal.field)
    }
}

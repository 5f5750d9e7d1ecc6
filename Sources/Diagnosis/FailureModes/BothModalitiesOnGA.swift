import RealtimeProtocol

/// Text and audio asked for together, as the beta wanted it.
struct BothModalitiesOnGA: FailureMode {
    static let about = About(
        id: "both-modalities-on-ga",
        title: "two output modalities were asked for, and GA takes exactly one",
        hears:
            "The defaults, for the update was refused whole; or a reply that never comes, where a response.create was.",
        evidence:
            "an error invalid_value whose param is output_modalities of a session or a response, from a service that speaks GA",
        tellsApart: "With modalities-in-response-create the field has the beta's name",
        causes: ["the beta's [\"audio\", \"text\"] under the GA name"],
        remedy:
            "Ask for [\"audio\"] (the transcript comes with it) or for [\"text\"].",
        atFault: .configuration,
        source: "catalogue: both-modalities-on-ga; OpenAI Realtime, output_modalities",
        refines: ["session-update-rejected-defaults"], stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.sighting(ofRefusals: BothModalitiesOnGA.fits) {
            $0.words($0.subject == .request ? "response.create" : "session.update")
        }
    }

    static func fits(_ refusal: Refusal) -> Bool {
        refusal.subject != .item && refusal.code == "invalid_value" && refusal.dialect != .beta
            && refusal.field.hasPrefix("output_modalities")
    }
}

import RealtimeProtocol

/// GA's nested fields sent to a session that speaks the beta dialect.
struct GAConfigOnBeta: FailureMode {
    static let about = About(
        id: "ga-config-on-beta",
        title: "the configuration has the GA shape, and the session speaks the beta dialect",
        hears:
            "The defaults: an English persona, PCM16 as noise on a telephone line; often it seems to work by accident.",
        evidence:
            "an error unknown_parameter with the param session.type, session.output_modalities or session.audio from a session whose session.created has the beta's flat fields",
        tellsApart: "With flat-config-on-ga the session is GA and the fields are the beta's",
        causes: [
            "the header OpenAI-Beta: realtime=v1 (or the Azure preview) with a GA body",
            "a service that speaks only the beta dialect", "a gateway that adds the beta header",
        ],
        remedy:
            "Use one dialect for header, body and event names: remove the header OpenAI-Beta where the service has GA, otherwise send the flat fields. Decide by the first session.created, not by the vendor's name.",
        atFault: .configuration,
        source: "catalogue: ga-config-on-beta; OpenAI Realtime, session.update; realtime reference, 9.1",
        refines: ["session-update-rejected-defaults"], stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.sighting(ofRefusals: GAConfigOnBeta.fits) {
            $0.words($0.subject == .request ? "response.create" : "session.update")
        }
    }

    static func fits(_ refusal: Refusal) -> Bool {
        guard refusal.subject != .item, refusal.isUnknownParameter, refusal.dialect != .ga,
            !ModalitiesInResponseCreate.fits(refusal)
        else { return false }
        let root = refusal.field.prefix { $0 != "." && $0 != "[" }
        let names = refusal.subject == .request ? ["audio"] : ["type", "output_modalities", "audio"]
        return names.contains(String(root)) && (refusal.dialect == .beta || root == refusal.field)
    }
}

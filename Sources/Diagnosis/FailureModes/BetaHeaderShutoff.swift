/// The client still asks for the beta API, which the service has switched off.
struct BetaHeaderShutoff: FailureMode {
    static let about = About(
        id: "beta-header-shutoff",
        title: "the client asks for the retired beta API",
        hears: "The call connects, then dead air.",
        evidence:
            "error code beta_api_shape_disabled as the first event, or as the reason of the close (4000); the upgrade request carries OpenAI-Beta: realtime=v1",
        tellsApart:
            "The code. A bad key closes with 3000 and invalid_api_key; a missing model with missing_model",
        causes: [
            "the OpenAI-Beta header is still in the code or in an old SDK",
            "a gateway or proxy adds the header",
            "the subprotocol openai-beta.realtime-v1 is offered",
        ],
        remedy:
            "Drop the header OpenAI-Beta: realtime=v1 and move to the GA session shape (session.type, audio.input, audio.output) and the GA event names together: dropping the header alone uncovers the next two faults.",
        atFault: .configuration,
        source:
            "catalogue: beta-header-shutoff; OpenAI deprecations, Realtime API Beta"
    )

    func examine(_ call: Timeline) -> Sighting? {
        let places = RefusalPlaces.of(ErrorCodes.betaShutOff, in: call)
        guard !places.isEmpty else { return nil }
        return Sighting(
            "the service refused the connection because it asks for the beta API\(places.quotation)",
            evidence: places.evidence, turns: call.turnNumbers(places.responses))
    }
}

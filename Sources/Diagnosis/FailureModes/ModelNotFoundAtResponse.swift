/// The socket opens on a model that is retired, misspelt or not allowed, and only the answer fails.
struct ModelNotFoundAtResponse: FailureMode {
    static let about = About(
        id: "model-not-found-at-response",
        title: "the model does not exist or is not allowed",
        hears: "The assistant never speaks, though everything looks connected.",
        evidence:
            "error code model_not_found in status_details of response.done, in an error event or in the reason of a close",
        tellsApart:
            "The code. Session, voice detection and transcripts are healthy, because access to the model is only checked when it has to answer",
        causes: [
            "a dated snapshot that has been retired",
            "the project has no access to that model",
            "a misspelt model name",
        ],
        remedy:
            "Name a current model in the URL (?model=gpt-realtime) and check it with GET /v1/models; make your health check ask for one answer, not only for a session.",
        atFault: .configuration,
        source:
            "catalogue: model-not-found-at-response; OpenAI Realtime, response.done status_details"
    )

    func examine(_ call: Timeline) -> Sighting? {
        let places = RefusalPlaces.of(ErrorCodes.modelNotFound, in: call)
        guard !places.isEmpty else { return nil }
        return Sighting(
            "the service does not know the model, or this key may not use it: model_not_found\(places.quotation)",
            evidence: places.evidence, turns: call.turnNumbers(places.responses))
    }
}

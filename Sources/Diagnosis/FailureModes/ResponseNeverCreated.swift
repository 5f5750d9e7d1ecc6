/// A reply is due, and the service creates none.
struct ResponseNeverCreated: FailureMode {
    static let about = About(
        id: "response-never-created",
        title: "a reply was due and no response was created",
        hears: "Thinking silence after a turn.",
        evidence:
            "a response.create, or a commit under create_response true, on an open connection with neither response.created nor an error for it, though there was time; no turn was answered before it, or a later one was",
        tellsApart:
            "With second-turn-stall at least one turn was answered before and none after. With response-never-done a response was created. With speech-never-stops and vad-dies-mid-session nothing was committed",
        causes: [
            "the service lost the request",
            "a proxy swallowed the request or its answer",
            "a refusal was ignored by the client and is not in the log",
        ],
        remedy:
            "Time out 3 to 5 s after the request, look for an error whose event_id is the event_id that you gave the request, and send response.create once more.",
        atFault: .bridgeOrService,
        source:
            "catalogue: response-never-created; OpenAI Realtime, response.create"
    )

    func examine(_ call: Timeline) -> Sighting? {
        let hits = Silences(call).isolated
        guard let first = hits.first, let due = first.due else { return nil }
        let what = first.request == nil ? "the committed speech" : "response.create"
        return Sighting(
            "no response.created and no error answered \(what) of \(Timeline.words(turns: hits.map(\.number)))"
                + call.waiting(after: due, on: first.connection),
            evidence: hits.flatMap { call.evidence(of: $0) }, turns: hits.map(\.number))
    }
}

/// A request met an active response and was refused, and what it was for is never answered.
struct ActiveResponseConflict: FailureMode {
    static let about = About(
        id: "active-response-conflict",
        title: "a response.create met an active response, was refused, and was not made again",
        hears: "What was typed or looked up is never answered; the assistant ends another sentence and is silent.",
        evidence:
            "an error conversation_already_has_active_response for a response.create that follows an item of the client, which the active response did not know, and for 3 s after that response neither another request nor a response",
        tellsApart:
            "The same error without loss (the reply was under way, or the request was repeated) is a benign race: only a note. With double-response the second request was accepted",
        causes: [
            "the VAD's automatic response and a manual one",
            "response.cancel and response.create without waiting for response.done",
            "a watchdog that asks again",
        ],
        remedy:
            "One gate: create only when no response is active; keep one pending request and send it on response.done.",
        atFault: .bridge,
        source: "catalogue: active-response-conflict; OpenAI Realtime, response.create",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        Self.sighting(call.lostRequests, call, what: "a message of the client")
    }

    static func sighting(_ hits: [Conflict], _ call: Timeline, what: String) -> Sighting? {
        guard let first = hits.first else { return nil }
        return Sighting(
            "\(what) was to be answered while another response was active, the request was refused and not repeated\(hits.count > 1 ? " (\(Timeline.words(count: hits.count)))" : "")",
            evidence: hits.prefix(5).flatMap { hit in
                let connection = call.connections[hit.connection]
                return [
                    connection.clientItems[hit.item].moment.evidence(
                        "conversation.item.create: \(connection.clientItems[hit.item].type)"),
                    connection.requests[hit.request].moment.evidence("response.create"), hit.error.evidence,
                ]
            },
            brokenAt: first.error.moment)
    }
}

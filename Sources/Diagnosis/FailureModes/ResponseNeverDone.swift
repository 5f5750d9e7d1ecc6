/// A response begins and never ends.
struct ResponseNeverDone: FailureMode {
    static let about = About(
        id: "response-never-done",
        title: "a response never ended",
        hears:
            "The assistant stops in the middle, or never starts, and every later request is refused as an active response.",
        evidence:
            "response.created without response.done while the connection stayed open: nothing more of that response for 5 s, or a later response began",
        tellsApart:
            "A response was created, unlike with response-never-created, and the connection stayed open, unlike with openai-socket-closed-mid-call",
        causes: [
            "the service stalled",
            "the reader of the bridge died, so that the rest was never read",
            "a proxy lost the event",
        ],
        remedy:
            "Watch for a response that says nothing for 5 s: send response.cancel, then reconnect.",
        atFault: .bridgeOrService,
        source:
            "catalogue: response-never-done; OpenAI Realtime, response.done"
    )

    func examine(_ call: Timeline) -> Sighting? {
        let hits = call.turns.filter { $0.outcome == .unfinished }
        guard let first = hits.first, let response = call.response(of: first) else { return nil }
        let evidence = hits.compactMap { call.response(of: $0) }.flatMap { response in
            (response.created.map { [$0.evidence("response.created \(response.id), without response.done")] } ?? [])
                + [response.last.evidence("the last event of \(response.id)")]
        }
        return Sighting(
            "\(Timeline.words(turns: hits.map(\.number))): the response was created and never done; nothing more of it came"
                + call.waiting(after: response.last, on: first.connection),
            evidence: evidence, turns: hits.map(\.number))
    }
}

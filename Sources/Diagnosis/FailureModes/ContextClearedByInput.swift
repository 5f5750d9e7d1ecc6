/// A reply to the caller that is made without the conversation.
struct ContextClearedByInput: FailureMode {
    static let about = About(
        id: "context-cleared-by-input",
        title: "the reply to a turn was asked for with an empty input, so the model knew nothing of it",
        hears: "Replies that ignore what was said.",
        evidence:
            "a response.create with input [] and without instructions as the answer to a turn of the caller or the client",
        tellsApart: "With mis-grounded-reply the request comes before the commit; here it shuts the conversation out",
        causes: ["an example of out-of-band classification that was copied"],
        remedy:
            "Leave input out: then the conversation is the input. Give input only to responses with conversation \"none\".",
        atFault: .configuration,
        source: "catalogue: context-cleared-by-input; OpenAI Realtime, response.create input",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        let hits = call.turns.filter { turn in
            guard turn.kind != .request,
                let request = turn.request.map({ call.connections[turn.connection].requests[$0] })
            else { return false }
            return request.inputCount == 0 && request.instructions == nil && request.refused == nil
                && !request.isOutOfBand
        }
        guard !hits.isEmpty else { return nil }
        return Sighting(
            "\(Timeline.words(turns: hits.map(\.number))) \(hits.count == 1 ? "was" : "were") answered from an empty input: the model saw neither the turn nor what came before",
            evidence: hits.prefix(5).compactMap { turn in
                turn.request.map {
                    call.connections[turn.connection].requests[$0].moment.evidence("response.create with input []")
                }
            },
            turns: hits.map(\.number))
    }
}

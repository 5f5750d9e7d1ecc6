import JSONText

/// The limit on output tokens stops the reply.
struct MaxTokensCut: FailureMode {
    static let about = About(
        id: "max-tokens-cut",
        title: "the token limit cut a reply",
        hears: "Speech ends in the middle of a sentence, at a similar length each time.",
        evidence:
            "response.done with status incomplete and reason max_output_tokens",
        tellsApart:
            "The reason in status_details; both cuts look the same to the ear",
        causes: [
            "a limit that was chosen for text: audio takes about 20 tokens a second",
            "a language that needs more tokens",
            "a prompt that asks for long answers",
        ],
        remedy:
            "Set session.max_output_tokens (beta: max_response_output_tokens) to \"inf\" or to 1000 and more, and ask for short answers in the instructions.",
        atFault: .configuration,
        source:
            "catalogue: max-tokens-cut; OpenAI Realtime, response.done status_details"
    )

    func examine(_ call: Timeline) -> Sighting? {
        let hits = call.responses { response, _ in response.isIncomplete && response.reason == "max_output_tokens" }
        guard !hits.isEmpty else { return nil }
        let turns = call.turnNumbers(hits)
        let limit =
            hits.first.flatMap { hit in
                call.connections[hit.connection].session(at: call.trace(hit).first)?.maxOutputTokens.map {
                    " (max_output_tokens is \($0.text))"
                }
            } ?? ""
        return Sighting(
            "\(Timeline.words(turns: turns)): the reply was cut, reason max_output_tokens\(limit)",
            evidence: hits.flatMap { call.trace($0).evidence }, turns: turns)
    }
}

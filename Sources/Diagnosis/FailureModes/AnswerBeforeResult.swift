/// The client asks the model to go on before the tool's result is there.
struct AnswerBeforeResult: FailureMode {
    static let about = About(
        id: "answer-before-result",
        title: "the model was asked to go on before it had the tool's result",
        hears: "\"I am having trouble looking that up\", and the right answer only next time.",
        evidence:
            "a response.create between a function_call and its function_call_output, without anything new from the caller or the client, and a response with words to it",
        tellsApart:
            "A sentence in the same response as the call is the model's own, and normal; with several calls one result is enough",
        causes: ["a response.create on every response.done", "the output and the request sent in the wrong order"],
        remedy: "Send the function_call_output first, then response.create; ask for nothing in between.",
        atFault: .bridge,
        source: "catalogue: answer-before-result; OpenAI Realtime, function calling",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        let hits = call.toolCalls.compactMap { tool -> (tool: ToolCall, request: Moment, response: Int)? in
            let connection = call.connections[tool.connection]
            guard let sent = tool.sent,
                let request = connection.requests.first(where: {
                    $0.moment > tool.call.moment && $0.moment < sent && !$0.isOutOfBand && $0.refused == nil
                        && $0.instructions == nil
                })?.moment,
                // A filler line, a text or another tool's result are reasons to ask.
                !connection.clientItems.contains(where: { $0.moment > tool.call.moment && $0.moment < request }),
                !connection.commits.contains(where: { $0.moment > tool.call.moment && $0.moment < request }),
                let response = connection.responses.firstIndex(where: { $0.first > request && !$0.isOutOfBand }),
                connection.responses[response].first < sent
                    || connection.responses[response].done.map({ $0 < sent }) ?? false,
                connection.responses[response].contentKinds.isEmpty == false
            else { return nil }
            return (tool, request, response)
        }
        guard let first = hits.first else { return nil }
        return Sighting(
            "response.create was sent after the call of \(first.tool.call.name) and before its result, so the model spoke without it",
            evidence: hits.prefix(5).flatMap { hit in
                [hit.tool.evidence, hit.request.evidence("response.create")]
                    + (hit.tool.sent.map { [$0.evidence("conversation.item.create: function_call_output")] } ?? [])
            },
            turns: call.turnNumbers(hits.map { ($0.tool.connection, $0.response) }))
    }
}

/// The client reads output[0] alone: a call behind words is never answered.
struct OnlyFirstOutputItemRead: FailureMode {
    static let about = About(
        id: "only-first-output-item-read",
        title: "a function call behind another item of the same response was never answered",
        hears: "\"Let me check\", and nothing more, though the same question was answered before.",
        evidence:
            "a response whose function_call is not the first item and gets no function_call_output in 5 s, while a call of the same function that came first was answered",
        tellsApart: "Calls at the first place are answered; with tool-result-without-response they are not either",
        causes: ["response.output[0] in the code, as in samples", "a handler that ends at the first message"],
        remedy: "Loop over all items of response.done's output, or react to response.output_item.done.",
        atFault: .bridge,
        source: "catalogue: only-first-output-item-read; OpenAI Realtime, response.done",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        let tools = call.toolCalls
        let hits = tools.filter { tool in
            tool.call.position > 0 && tool.sent == nil
                && call.patience[tool.connection].elapsed(since: tool.call.moment) >= call.settings.patience
                && tools.contains {
                    $0.connection == tool.connection && $0.call.name == tool.call.name && $0.call.position == 0
                        && $0.sent != nil
                }
        }
        guard let first = hits.first else { return nil }
        return Sighting(
            "\(first.call.name) was answered where it came first, and not where it was item \(first.call.position + 1) of its response\(hits.count > 1 ? " (\(Timeline.words(count: hits.count)))" : "")",
            evidence: hits.prefix(5).flatMap { hit in
                [hit.evidence] + call.connections[hit.connection].responses[hit.response].doneEvidence
            },
            turns: call.turnNumbers(hits.map { ($0.connection, $0.response) }))
    }
}

/// A tool's result is sent, or not even that, and nobody asks the model to go on.
struct ToolResultWithoutResponse: FailureMode {
    static let about = About(
        id: "tool-result-without-response",
        title: "the model called a function, and the call leads nowhere",
        hears: "Silence after a question that needs a look-up, until the caller speaks again.",
        evidence:
            "a function_call that stands alone in its response; then for 5 s neither response.create nor a response, on an open connection: after its function_call_output, or without one",
        tellsApart:
            "With tool-result-collides response.create was sent and refused; with only-first-output-item-read the model spoke before it called; with call-id-unknown the result was refused",
        causes: [
            "response.create is missing: the service never answers a function's output by itself",
            "the function call is not handled at all", "the tool raised, and nothing is sent in its place",
        ],
        remedy:
            "Send conversation.item.create with the function_call_output and then response.create; when the tool fails, send the failure as its output.",
        atFault: .bridge,
        source: "catalogue: tool-result-without-response; OpenAI Realtime, function calling",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        let hits = call.toolCalls.filter { tool in
            let connection = call.connections[tool.connection]
            guard tool.isAlone, !tool.isRefused, !Self.isSilent(tool.call.name), connection.clientEvents > 0,
                connection.isOpen(at: tool.call.moment)
            else { return false }
            let since = tool.sent ?? connection.responses[tool.response].done ?? tool.call.moment
            guard let sequel = call.sequel(to: since, on: tool.connection), sequel.silence >= call.settings.patience
            else { return false }
            // One output of several calls asks for all of them.
            return sequel.request == nil
                || sequel.response.map {
                    connection.responses[$0].first < connection.requests[sequel.request ?? 0].moment
                }
                    ?? false
        }
        guard let first = hits.first else { return nil }
        let what =
            first.sent == nil
            ? "the client sent no result" : "the client sent the result and no response.create"
        let silence = call.sequel(to: first.sent ?? first.call.moment, on: first.connection)?.silence ?? 0
        return Sighting(
            "the model called \(first.call.name), and \(what): \(Timeline.words(seconds: silence)) of silence",
            evidence: hits.prefix(5).flatMap { hit in
                [hit.evidence]
                    + (hit.sent.map { [$0.evidence("conversation.item.create: function_call_output")] } ?? [])
            },
            turns: call.turnNumbers(hits.map { ($0.connection, $0.response) }))
    }

    /// Tools with which a model says that it will say nothing: `wait_for_user`, `remain_silent`.
    private static func isSilent(_ name: String) -> Bool {
        silent.contains(name.lowercased().filter { $0 != "_" && $0 != "-" })
    }

    private static let silent: Set<String> = [
        "wait", "waitforuser", "waitforcaller", "keepwaiting", "remainsilent", "staysilent", "stayquiet", "besilent",
        "silence",
        "noop", "donothing", "ignore", "noresponse",
    ]
}

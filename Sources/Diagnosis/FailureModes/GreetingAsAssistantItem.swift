/// A greeting written into the conversation as the assistant's, in the hope that it is spoken.
struct GreetingAsAssistantItem: FailureMode {
    static let about = About(
        id: "greeting-as-assistant-item",
        title: "a greeting was put into the conversation as the assistant's words, and the model said something else",
        hears: "The greeting is not spoken: the assistant goes on after it, or says something unrelated.",
        evidence:
            "the first thing in the conversation is an assistant item that the client created, a bare response.create follows, and the reply has less than half of the item's words",
        tellsApart:
            "With item-content-type-role-mismatch the item itself is refused; a restored history has the caller's items too",
        causes: ["the belief that items are played"],
        remedy:
            "Have it said: {\"type\": \"response.create\", \"response\": {\"instructions\": \"Say: …\"}}. Items of the assistant are memory and never spoken.",
        atFault: .bridge,
        source: "catalogue: greeting-as-assistant-item; OpenAI Realtime, conversation.item.create",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for (index, connection) in call.connections.enumerated() {
            guard let item = connection.clientItems.first, item.role == "assistant", item.refused == nil,
                let text = item.text, let request = connection.requests.first(where: { !$0.isOutOfBand }),
                request.moment > item.moment, request.instructions == nil, request.inputCount == nil,
                request.moment.seconds(since: item.moment).map({ $0 < 2 }) ?? true,
                !connection.clientItems.dropFirst().contains(where: { $0.moment < request.moment }),
                !connection.commits.contains(where: { $0.moment < request.moment }),
                !connection.responses.contains(where: { $0.first < request.moment }),
                let number = connection.responses.firstIndex(where: { $0.first > request.moment && !$0.isOutOfBand })
            else { continue }
            let reply = connection.responses[number]
            guard reply.isCompleted, !reply.text.isEmpty, Words.share(of: text, in: reply.text) < 0.5 else { continue }
            return Sighting(
                "the client wrote \"\(text.prefix(60))\" as the assistant's words and asked for a response, and the model said \"\(reply.text.prefix(60))\"",
                evidence: [
                    item.moment.evidence("conversation.item.create: assistant"),
                    request.moment.evidence("response.create"),
                ] + reply.doneEvidence,
                turns: call.turnNumbers([(index, number)]))
        }
        return nil
    }
}

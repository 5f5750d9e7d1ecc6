/// The assistant's greeting sent as if the caller had said it.
struct GreetingAsUserStatement: FailureMode {
    static let about = About(
        id: "greeting-as-user-statement",
        title: "the assistant's greeting was sent as the caller's words, and the model answers it",
        hears: "The assistant answers its own greeting: \"Hello, I would like to …\".",
        evidence:
            "the first thing in the conversation is a user item of the client that offers help in the first person (\"how can I help you\", \"I am your assistant\") without a word that asks for it to be said, and a reply with less than half of its words",
        tellsApart:
            "A greeting as an order (\"Greet the caller with …\") is right; the judgement rests on English phrases, other languages are not judged",
        causes: ["send_text(\"Hello! I am your assistant …\") to make the model speak"],
        remedy: "Phrase it as an order (\"Greet the caller with: …\"), or put it into response.instructions.",
        atFault: .bridge,
        source: "catalogue: greeting-as-user-statement; OpenAI Realtime, conversation.item.create",
        stage: .bridge
    )

    private static let offers = [
        "how can i help you", "how may i help you", "how can i assist you", "how may i assist you",
        "i am your assistant",
        "i'm your assistant", "i am your ai", "i'm your ai", "i'm your virtual", "i am your virtual",
    ]
    private static let orders = [
        "greet", "say", "introduce", "respond", "start", "begin", "tell", "ask", "welcome the", "answer", "open with",
        "\"", "'", "“", "you are",
    ]

    func examine(_ call: Timeline) -> Sighting? {
        for (index, connection) in call.connections.enumerated() {
            guard let item = connection.clientItems.first, item.isUserMessage, item.refused == nil,
                let text = item.text?.lowercased().replacing("’", with: "'"),
                Self.offers.contains(where: text.contains),
                let request = connection.requests.first, request.moment > item.moment, request.instructions == nil,
                !connection.commits.contains(where: { $0.moment < request.moment }),
                let number = connection.responses.firstIndex(where: { $0.first > request.moment && !$0.isOutOfBand })
            else { continue }
            let rest = Self.offers.reduce(text) { $0.replacing($1, with: " ") }
            let reply = connection.responses[number]
            guard !Self.orders.contains(where: rest.contains), reply.isCompleted, !reply.text.isEmpty,
                Words.share(of: text, in: reply.text) < 0.5
            else { continue }
            return Sighting(
                "the caller's first words are given as \"\(text.prefix(60))\", and the model answers them: \"\(reply.text.prefix(60))\"",
                evidence: [
                    item.moment.evidence("conversation.item.create: user"), request.moment.evidence("response.create"),
                ] + reply.doneEvidence,
                turns: call.turnNumbers([(index, number)]))
        }
        return nil
    }
}

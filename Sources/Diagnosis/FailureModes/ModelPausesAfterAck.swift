/// The model says that it will look, and ends its turn.
struct ModelPausesAfterAck: FailureMode {
    static let about = About(
        id: "model-pauses-after-ack",
        title: "the model promised to look something up and then did nothing",
        hears: "\"One moment, please\", then 5 to 20 s of dead air, until the caller speaks.",
        evidence:
            "a completed response that ends in such words, in English, without a function_call, and for 5 s neither another response nor a request for one",
        tellsApart:
            "There is no call whose result could be waited for. With tool-result-without-response a function was called and answered",
        causes: [
            "some versions of the model split promise and deed into two turns", "instructions that ask for a filler",
        ],
        remedy:
            "Tell the model to call the function in the turn in which it says so; send response.create when nothing follows such words within 2 s; pin the version of the model that does it right.",
        atFault: .service,
        source: "catalogue: model-pauses-after-ack",
        stage: .bridge
    )

    private static let patience = 5.0
    private static let promises = [
        "let me check", "let me look", "let me see", "let me pull", "let me find", "let me get", "i'll check",
        "i'll look", "i will check", "i will look", "one moment", "just a moment", "a moment please", "one second",
        "just a second", "one sec", "hold on", "bear with me", "checking that", "looking that up",
    ]

    func examine(_ call: Timeline) -> Sighting? {
        let hits = call.turns.compactMap { turn -> (turn: Turn, done: Moment, text: String, seconds: Double)? in
            guard let response = call.response(of: turn), response.isCompleted, response.functionCalls.isEmpty,
                let done = response.done
            else { return nil }
            let connection = call.connections[turn.connection]
            // What is said goes on after `response.done`, for it comes faster than speech.
            let spoken = response.audio.isMeasured ? response.audio.milliseconds / 1_000 : 0
            let begun = response.audio.first ?? response.first
            let next = [
                connection.responses.first { $0.first > done }?.first,
                connection.requests.first { $0.moment > done }?.moment,
                connection.segments.first { $0.started > done }?.started,
            ].compactMap { $0 }.min()
            let patience = call.patience[turn.connection]
            let waited = next.map { patience.between(begun, $0) } ?? patience.elapsed(since: begun)
            // The words last: they take the longest to look at.
            guard waited - spoken >= Self.patience, Self.promises(response.text) else { return nil }
            return (turn, done, response.text, waited - spoken)
        }
        guard let first = hits.first else { return nil }
        return Sighting(
            "the model said \"\(first.text.suffix(80))\", called no function, and nothing followed for \(Timeline.words(seconds: first.seconds))",
            evidence: hits.prefix(4).map { $0.done.evidence("response.done, without a function_call") },
            turns: hits.map(\.turn.number))
    }

    /// In the last thing that it says: a promise that is kept at once has the answer behind it.
    private static func promises(_ text: String) -> Bool {
        let plain = text.lowercased().replacing("\u{2019}", with: "'")
        let sentences = plain.split { ".!?\u{2026}".contains($0) }.suffix(2)
        guard let last = sentences.last else { return false }
        if promises.contains(where: { last.contains($0) }) { return true }
        // "Let me check. Please wait."
        guard let first = sentences.first, last.split(separator: " ").count <= 4 else { return false }
        return promises.contains { first.contains($0) }
    }
}

/// Every reply reads the whole conversation again, and takes longer for it.
struct ContextGrowth: FailureMode {
    static let about = About(
        id: "context-growth",
        title: "the conversation grows, and every reply takes longer and costs more",
        hears: "The assistant answers at once in the beginning and more slowly with every turn; long calls freeze.",
        evidence:
            "over five responses and more on one connection usage.input_tokens keeps growing and at least doubles, and the time from response.created to the first output rises with it, by a second and to twice as much at least",
        tellsApart:
            "With slow-first-audio replies are late from the first one on, or now and then; here lateness follows input_tokens. With input-backlog-grows the bridge falls behind, and the service is as quick as ever",
        causes: [
            "one session for a long call, and nothing is ever taken out of the conversation",
            "long instructions, tool definitions or tool outputs, which every response reads again",
            "one session for many jobs: translation, transcription and talk",
        ],
        remedy:
            "Set session.truncation to {\"type\":\"retention_ratio\",\"retention_ratio\":0.8} with token_limits, delete old items (conversation.item.delete) and put a summary in their place, keep tool outputs short, and give every job a session of its own.",
        atFault: .configuration,
        source: "catalogue: context-growth; OpenAI Realtime, session.truncation, response.done usage",
        refines: ["slow-first-audio"]
    )

    private static let fewest = 5
    /// Of the last third over the first, milliseconds.
    private static let rise = 1_000.0

    func examine(_ call: Timeline) -> Sighting? {
        guard call.isInRealTime else { return nil }
        for (index, connection) in call.connections.enumerated() {
            let replies = connection.responses.indices.compactMap { Reply(connection.responses[$0], index: $0) }
            guard replies.count >= Self.fewest, let first = replies.first, let last = replies.last else { continue }
            let inputs = replies.map(\.input)
            guard last.input >= 2 * first.input,
                // Tools that one response has and the next has not are taken out again.
                zip(inputs, inputs.dropFirst()).allSatisfy({ Double($1) >= 0.85 * Double($0) })
            else { continue }
            let waits = replies.map(\.wait)
            let third = replies.count / 3
            let (early, late) = (mean(waits.prefix(third)), mean(waits.suffix(third)))
            guard late - early >= Self.rise + call.clockStepMs, late >= 2 * early, order(of: waits) >= 0.9 else {
                continue
            }
            let hits = replies.map { (connection: index, response: $0.index) }
            return Sighting(
                "over \(replies.count) responses input_tokens grew from \(first.input) to \(last.input), and the wait for the first output from \(Timeline.words(milliseconds: early)) to \(Timeline.words(milliseconds: late))",
                evidence: [replies[0], replies[replies.count / 2], last].flatMap { reply -> [Evidence] in
                    let response = connection.responses[reply.index]
                    return response.done.map {
                        [
                            $0.evidence(
                                "\(response.id): \(reply.input) input tokens, first output after \(Timeline.words(milliseconds: reply.wait))"
                            )
                        ]
                    } ?? []
                }, turns: call.turnNumbers(hits))
        }
        return nil
    }

    private struct Reply {
        let index: Int
        let input: Int
        /// Milliseconds from `response.created` to the first output.
        let wait: Double

        init?(_ response: ResponseTrace, index: Int) {
            guard !response.isOutOfBand, let created = response.created, let input = response.usage?.input, input > 0,
                let output = response.firstOutput, let seconds = output.seconds(since: created)
            else { return nil }
            self.index = index
            self.input = input
            wait = max(0, seconds) * 1_000
        }
    }

    private func mean(_ values: ArraySlice<Double>) -> Double {
        values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }

    /// Spearman's correlation with the order in which they came: 1 where each is longer than the one before.
    private func order(of values: [Double]) -> Double {
        let count = Double(values.count)
        let ranked = values.indices.sorted { values[$0] < values[$1] }
        let squares = ranked.enumerated().reduce(0.0) { sum, entry in
            let difference = Double(entry.offset - entry.element)
            return sum + difference * difference
        }
        return 1 - 6 * squares / (count * (count * count - 1))
    }
}

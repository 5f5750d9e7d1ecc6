/// Two answers to one utterance.
struct DoubleResponse: FailureMode {
    static let about = About(
        id: "double-response",
        title: "the client asked for a second answer to what had been answered already",
        hears: "The assistant repeats itself, or answers twice.",
        evidence:
            "a bare response.create with nothing new in the conversation since the last response began, sent before that response could have been heard, and a second spoken response to it",
        tellsApart:
            "A request that met the active response and was refused does no harm: a note. A prompt into silence, or one with instructions or an item of its own, is meant",
        causes: [
            "the VAD's automatic response and a manual one", "two handlers of one event", "a watchdog that asks again",
        ],
        remedy: "One response.create for each item of the user; with create_response true none at all.",
        atFault: .bridge,
        source: "catalogue: double-response; OpenAI Realtime, response.create",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        var hits: [(connection: Int, request: Moment, first: Int, second: Int)] = []
        for (index, connection) in call.connections.enumerated() {
            for request in connection.requests {
                guard request.refused == nil, !request.isOutOfBand, request.instructions == nil,
                    request.inputCount == nil,
                    let before = connection.responses.lastIndex(where: { !$0.isOutOfBand && $0.first < request.moment }
                    ),
                    let second = connection.responses.firstIndex(where: { !$0.isOutOfBand && $0.first > request.moment }
                    )
                else { continue }
                let (one, two) = (connection.responses[before], connection.responses[second])
                guard one.isCompleted, one.audio.isMeasured, two.audio.deltas > 0, one.functionCalls.isEmpty,
                    let began = one.audio.first, let asked = request.moment.seconds(since: began),
                    asked < one.audio.milliseconds / 1_000,
                    !connection.commits.contains(where: { $0.moment > one.first && $0.moment < two.first }),
                    !connection.clientItems.contains(where: { $0.moment > one.first && $0.moment < two.first }),
                    !connection.segments.contains(where: { $0.started > one.first && $0.started < two.first }),
                    !connection.requests.contains(where: { $0.moment > one.first && $0.moment < request.moment })
                else { continue }
                hits.append((index, request.moment, before, second))
            }
        }
        guard let hit = hits.first else { return nil }
        let connection = call.connections[hit.connection]
        return Sighting(
            "a second answer was asked for while the first could still be heard, and nothing new had been said\(hits.count > 1 ? " (\(Timeline.words(count: hits.count)))" : "")",
            evidence: connection.responses[hit.first].createdEvidence + [hit.request.evidence("response.create")]
                + connection.responses[hit.second].createdEvidence,
            turns: call.turnNumbers(hits.map { ($0.connection, $0.second) }), brokenAt: hit.request)
    }
}

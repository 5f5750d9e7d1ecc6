/// The reply is asked for before the caller's words are in the conversation.
struct MisGroundedReply: FailureMode {
    static let about = About(
        id: "mis-grounded-reply",
        title: "the reply was asked for before the caller's words were committed",
        hears: "Generic answers, or answers to the turn before.",
        evidence:
            "turn detection off, a response.create after clear speech that is not committed yet, its input_audio_buffer.commit within 2 s after it, and no request after the commit",
        tellsApart: "With vad-off-nobody-commits the commit never comes; with commit-empty there is nothing to commit",
        causes: ["commit and create in the wrong order", "two tasks that race"],
        remedy: "Commit, wait for input_audio_buffer.committed, then send response.create.",
        atFault: .bridge,
        source: "catalogue: mis-grounded-reply; OpenAI Realtime, input_audio_buffer.commit",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        var hits: [(connection: Int, request: Int, commit: Moment)] = []
        for (index, connection) in call.connections.enumerated() where connection.appended.isMeasured {
            for (number, request) in connection.requests.enumerated()
            where !request.isOutOfBand && request.refused == nil {
                guard connection.turnDetection(at: request.moment)?.isOn == false, request.instructions == nil,
                    let commit = connection.clientCommits.first(where: {
                        $0.moment > request.moment && $0.refused == nil
                    })?
                    .moment,
                    call.patience[index].between(request.moment, commit) <= 2,
                    !connection.requests.contains(where: {
                        $0.moment > commit && call.patience[index].between(commit, $0.moment) <= 2
                    }),
                    // Nothing but this speech can be meant.
                    !connection.clientItems.contains(where: { item in
                        item.moment < request.moment
                            && connection.requests[..<number].last.map { $0.moment < item.moment } ?? true
                    })
                else { continue }
                let before = connection.clientCommits.last { $0.moment < request.moment }?.moment.appendedMs ?? 0
                let speech = connection.appended.bursts.filter {
                    $0.isClearSpeech && $0.endMs > before + 100 && $0.startMs < request.moment.appendedMs - 300
                }
                if !speech.isEmpty { hits.append((index, number, commit)) }
            }
        }
        guard let first = hits.first else { return nil }
        return Sighting(
            "response.create was sent before the caller's words were committed, so the reply does not know them\(hits.count > 1 ? " (\(Timeline.words(count: hits.count)))" : "")",
            evidence: hits.prefix(4).flatMap { hit in
                [
                    call.connections[hit.connection].requests[hit.request].moment.evidence("response.create"),
                    hit.commit.evidence("input_audio_buffer.commit"),
                ]
            },
            turns: call.turns.filter { turn in
                hits.contains { $0.connection == turn.connection && $0.request == turn.request }
            }.map(\.number),
            brokenAt: call.connections[first.connection].requests[first.request].moment)
    }
}

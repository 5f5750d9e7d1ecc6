/// A commit without audio, and a reply to nothing.
struct CommitEmpty: FailureMode {
    static let about = About(
        id: "commit-empty",
        title: "a commit without audio was refused, and the reply that was asked for answers nothing new",
        hears: "The assistant answers what it has answered already, or talks into silence.",
        evidence:
            "turn detection off, an error input_audio_buffer_commit_empty, and within 2 s a response.create that is served, with nothing new in the conversation since the last response",
        tellsApart: "The error alone does no harm and is a note; under a VAD it is manual-commit-under-vad",
        causes: ["a commit by a timer", "two commits for one turn", "wrong arithmetic of bytes and milliseconds"],
        remedy: "Count what was appended since the last commit, and commit (and ask) only from 100 ms on.",
        atFault: .bridge,
        source: "catalogue: commit-empty; OpenAI Realtime, input_audio_buffer.commit; invariant I93",
        refines: ["double-response"], stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        var hits: [(connection: Int, error: ModelConnection.ErrorEvent, request: Moment, response: Int)] = []
        for (index, connection) in call.connections.enumerated() {
            for commit in connection.clientCommits {
                guard let error = commit.refused.map({ connection.errors[$0] }),
                    error.code == "input_audio_buffer_commit_empty",
                    connection.turnDetection(at: commit.moment)?.isOn == false,
                    let request = connection.requests.first(where: { $0.moment > commit.moment && !$0.isOutOfBand }),
                    request.refused == nil, request.instructions == nil,
                    call.patience[index].between(commit.moment, request.moment) <= 2,
                    let response = connection.responses.firstIndex(where: {
                        $0.first > request.moment && !$0.isOutOfBand
                    }),
                    connection.responses[response].hasOutput
                else { continue }
                let since = connection.responses[..<response].last { !$0.isOutOfBand }?.first
                let isNew = { (moment: Moment) in moment < request.moment && (since.map { moment > $0 } ?? true) }
                guard !connection.commits.contains(where: { isNew($0.moment) }),
                    !connection.clientItems.contains(where: { isNew($0.moment) && $0.refused == nil })
                else { continue }
                hits.append((index, error, request.moment, response))
            }
        }
        guard let first = hits.first else { return nil }
        return Sighting(
            "a commit had no audio and was refused, and the response.create behind it was answered without anything new\(hits.count > 1 ? " (\(Timeline.words(count: hits.count)))" : "")",
            evidence: [first.error.evidence, first.request.evidence("response.create")]
                + call.connections[first.connection].responses[first.response].doneEvidence,
            turns: call.turnNumbers(hits.map { ($0.connection, $0.response) }), brokenAt: first.error.moment)
    }
}

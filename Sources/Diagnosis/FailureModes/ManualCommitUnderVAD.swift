/// The client commits in the middle of what the VAD is listening to.
struct ManualCommitUnderVAD: FailureMode {
    static let about = About(
        id: "manual-commit-under-vad",
        title: "the client commits by hand although turn detection is on, and cuts the caller's sentences in two",
        hears: "Sentences are answered in halves, or twice.",
        evidence:
            "turn_detection on, and an input_audio_buffer.commit that is accepted while the caller speaks, with sound of the same utterance before and after it",
        tellsApart:
            "A commit that finds nothing to commit, for the VAD was faster, does no harm: a note. With turn detection off commits are right",
        causes: ["commits by a timer, \"to keep control\"", "two ways of turn-taking in one program"],
        remedy:
            "Choose one: the VAD with create_response true, or turn_detection null with commit and response.create.",
        atFault: .bridge,
        source: "catalogue: manual-commit-under-vad; OpenAI Realtime, input_audio_buffer.commit; invariant I125",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        var hits: [(connection: Int, moment: Moment)] = []
        for (index, connection) in call.connections.enumerated() where connection.appended.isMeasured {
            for commit in connection.commits {
                guard let request = commit.byClient.map({ connection.clientCommits[$0] }),
                    connection.turnDetection(at: request.moment)?.isOn == true
                else { continue }
                let at = request.moment.appendedMs
                let cuts = connection.appended.bursts.contains {
                    $0.isClearSpeech && $0.startMs < at - 200 && $0.endMs > at + 200
                }
                if cuts { hits.append((index, request.moment)) }
            }
        }
        guard let first = hits.first else { return nil }
        return Sighting(
            "the client committed \(Timeline.words(count: hits.count)) while the caller was speaking, under turn detection",
            evidence: hits.prefix(5).map { $0.moment.evidence("input_audio_buffer.commit") }, brokenAt: first.moment)
    }
}

/// A conversation that is meant to write down what is said, and talks.
struct TranscriberAnswersBack: FailureMode {
    static let about = About(
        id: "transcriber-answers-back",
        title: "a conversation is used to transcribe, and the model answers",
        hears: "\"How can I help you?\" between the transcripts, and twice the cost.",
        evidence:
            "a session of type realtime whose instructions ask for transcription and forbid answers, create_response in force, and completed responses that nobody asked for",
        tellsApart:
            "An assistant may transcribe and answer; this one was told not to answer. The judgement rests on English phrases, other languages are not judged",
        causes: [
            "instructions are to keep the model silent, which they cannot",
            "a session of type realtime in place of one of type transcription",
        ],
        remedy:
            "Use a session of type transcription (session.type \"transcription\"), or set turn_detection.create_response to false.",
        atFault: .configuration,
        source: "catalogue: transcriber-answers-back; OpenAI Realtime, transcription sessions",
        stage: .bridge
    )

    private static let bans = [
        "do not respond", "don't respond", "never respond", "do not answer", "don't answer", "never answer",
        "do not reply", "don't reply", "never reply", "only transcribe", "just transcribe", "transcribe only",
        "do not speak", "don't speak", "without responding", "without answering", "stay silent", "remain silent",
    ]

    func examine(_ call: Timeline) -> Sighting? {
        for (index, connection) in call.connections.enumerated() {
            let mute = connection.responses.indices.filter { number in
                let response = connection.responses[number]
                guard response.isCompleted, !response.isOutOfBand,
                    !connection.requests.contains(where: { $0.moment < response.first }),
                    let session = connection.session(at: response.first), !session.isTranscription,
                    let words = session.instructions?.lowercased()
                else { return false }
                return words.contains("transcri") && Self.bans.contains(where: words.contains)
            }
            guard let first = mute.first,
                let echo = connection.echoes.last(where: { $0.moment < connection.responses[first].first })
            else { continue }
            return Sighting(
                "the instructions ask for a transcript and no answer, and the model answered \(mute.count == 1 ? "once" : "\(mute.count) times")",
                evidence: [echo.moment.evidence("the instructions of the session: transcribe, and do not answer")]
                    + connection.responses[first].doneEvidence,
                turns: call.turnNumbers(mute.map { (index, $0) }))
        }
        return nil
    }
}

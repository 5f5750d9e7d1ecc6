/// The service ends the caller's turns, and nobody asks for a reply.
struct CreateResponseFalse: FailureMode {
    static let about = About(
        id: "create-response-false",
        title: "create_response is off, and nobody asks for replies",
        hears: "The caller is understood, as the transcripts show, and the assistant is silent.",
        evidence:
            "turn_detection with create_response false, input_audio_buffer.committed by the VAD, or turn_detection null and committed by the client, and for 6 s, nor later, neither response.create nor a response; on a model leg alone also a sign that replies were meant: an earlier response, or no transcription",
        tellsApart:
            "With response-never-created the service owed the reply; with vad-off-nobody-commits nothing is committed",
        causes: [
            "an option that is wired to a variable which is false",
            "a framework that took turn-taking over, and does not run",
        ],
        remedy: "Set create_response to true, or send response.create after each input_audio_buffer.committed.",
        atFault: .configuration,
        source: "catalogue: create-response-false; OpenAI Realtime, turn_detection",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for (index, connection) in call.connections.enumerated() {
            guard
                let first = connection.commits.first(where: { commit in
                    // Who commits by hand has to ask by hand, unless the service's own ear does so.
                    guard let detection = connection.turnDetection(at: commit.moment) else {
                        return commit.byClient != nil && commit.refused == nil
                    }
                    return detection.isOn ? !detection.createsResponse : commit.byClient != nil && commit.refused == nil
                }), let session = connection.session(at: first.moment), !session.isTranscription
            else { continue }
            let isAsked = connection.requests.contains { $0.moment > first.moment && !$0.isOutOfBand }
            let isAnswered = connection.responses.contains { $0.first > first.moment && !$0.isOutOfBand }
            let isConversation =
                call.coverage.legs.contains("phone") || session.transcribes == false
                || connection.responses.contains { !$0.isOutOfBand }
            guard !isAsked, !isAnswered, isConversation, call.patience[index].elapsed(since: first.moment) >= 6 else {
                continue
            }
            let unanswered = call.turns(on: index).filter {
                $0.commit != nil && $0.start >= first.moment || $0.due == first.moment
            }
            let count = connection.commits.count == 1 ? "an utterance" : "\(connection.commits.count) utterances"
            let isByHand = first.byClient != nil
            return Sighting(
                "\(isByHand ? "the client committed \(count) by hand" : "the service committed \(count) under create_response false"), and nobody sent response.create\(call.waiting(after: first.moment, on: index))",
                evidence: (connection.echoes.last { $0.moment < first.moment }.map {
                    [
                        $0.moment.evidence(
                            isByHand ? "turn_detection: null in the session" : "create_response: false in the session")
                    ]
                } ?? [])
                    + connection.commits.prefix(4).map { $0.moment.evidence("input_audio_buffer.committed \($0.item)") },
                turns: unanswered.map(\.number), brokenAt: first.moment)
        }
        return nil
    }
}

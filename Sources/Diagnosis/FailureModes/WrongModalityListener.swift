/// The session answers in text, and the bridge waits for audio.
struct WrongModalityListener: FailureMode {
    static let about = About(
        id: "wrong-modality-listener",
        title: "the session answers in text, and nothing of it reaches the caller",
        hears: "Silence, though every response is completed.",
        evidence:
            "output_modalities [\"text\"] in the session, completed responses with text and without audio, and not one media message to the carrier in the whole call",
        tellsApart:
            "With delta-not-enqueued the responses have audio; with text-instead-of-audio the session asks for it; a bridge with a voice of its own sends media",
        causes: ["the modality was changed in the configuration and not in the handlers"],
        remedy:
            "Ask for output_modalities [\"audio\"], or speak response.output_text with a voice of your own; handle replies by the type of their content.",
        atFault: .bridge,
        source: "catalogue: wrong-modality-listener; OpenAI Realtime, output_modalities",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for one in call.calls
        where !one.phones.isEmpty
            && one.phones.allSatisfy({
                // Without a carrier the caller may read: texts go back in whatever form the two have agreed on.
                call.phones[$0].media.messages == 0 && call.phones[$0].carrier.isTelephone
            })
        {
            for index in one.connections {
                let connection = call.connections[index]
                let mute = connection.responses.indices.filter { number in
                    let response = connection.responses[number]
                    return response.isCompleted && !response.isOutOfBand && response.contentKinds == ["text"]
                        && connection.session(at: response.first)?.modalities == ["text"]
                        && response.done.map { call.patience[index].elapsed(since: $0) >= 2 } ?? false
                }
                guard let first = mute.first else { continue }
                return Sighting(
                    "the session asks for text, \(mute.count) repl\(mute.count == 1 ? "y" : "ies") came as text, and the caller was sent nothing",
                    evidence: (connection.echoes.last { $0.moment < connection.responses[first].first }.map {
                        [$0.moment.evidence("output_modalities: text in the session")]
                    } ?? []) + connection.responses[first].doneEvidence,
                    turns: call.turnNumbers(mute.map { (index, $0) }))
            }
        }
        return nil
    }
}

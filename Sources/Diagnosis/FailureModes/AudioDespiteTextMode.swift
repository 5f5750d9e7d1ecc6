/// The model speaks, though text was asked for.
struct AudioDespiteTextMode: FailureMode {
    static let about = About(
        id: "audio-despite-text-mode",
        title: "a response came as audio although the session asks for text",
        hears: "Two voices: the model's, and the one that the client makes of the text.",
        evidence:
            "output_modalities [\"text\"] in the session (or in an update that was sent before the response began and accepted after), no request that asks for audio, and audio deltas",
        tellsApart: "With text-instead-of-audio it is the other way round",
        causes: ["a response that began before the update came into force", "a fault of the service"],
        remedy:
            "Wait for session.updated before any audio or request; name the modality in each response.create; drop audio while in text mode.",
        atFault: .bridgeOrService,
        source: "catalogue: audio-despite-text-mode; OpenAI Realtime, output_modalities",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for (index, connection) in call.connections.enumerated() where connection.clientEvents > 0 {
            for (number, response) in connection.responses.enumerated() where response.audio.deltas > 0 {
                let isAsked = connection.requests.contains {
                    $0.moment < response.first && $0.modalities?.contains("audio") ?? false
                }
                guard !isAsked, let wish = wish(connection, at: response.first) else { continue }
                return Sighting(
                    "\(response.id) has audio, though text alone was asked for",
                    evidence: [wish] + response.createdEvidence
                        + (response.audio.first.map { [$0.evidence("the first audio")] } ?? []),
                    turns: call.turnNumbers([(index, number)]))
            }
        }
        return nil
    }

    /// Where text alone was asked for, as far as the client had said it when the response began.
    private func wish(_ connection: ModelConnection, at moment: Moment) -> Evidence? {
        let sent = connection.updates.last { update in
            update.moment < moment && update.session.modalities != nil && update.refused == nil
        }
        if let sent {
            return sent.session.modalities == ["text"] ? sent.moment.evidence("session.update: text alone") : nil
        }
        guard let echo = connection.echoes.last(where: { $0.moment < moment }), echo.session.modalities == ["text"]
        else {
            return nil
        }
        return echo.moment.evidence("the session asks for text alone")
    }
}

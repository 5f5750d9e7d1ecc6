/// The caller is on the line, and the model is not ready yet.
struct OpenAIConnectLate: FailureMode {
    static let about = About(
        id: "openai-connect-late",
        title: "the model was ready only seconds after the caller was on the line",
        hears: "Two seconds of silence and more at pick-up; the caller's first words are lost or answered late.",
        evidence:
            "the carrier's start, and session.updated (or session.created, where nothing is configured) of the call's first model connection more than 2 s later",
        tellsApart:
            "With handler-not-wired no connection is ever made; with config-ack-not-awaited it is used before it is configured",
        causes: [
            "database, prompt, connection, configuration and greeting one after the other",
            "the first connection of a cold process",
            "a reader that begins after the configuration was sent",
        ],
        remedy:
            "Open the connection while the webhook is answered, start the reader first, keep the caller's audio meanwhile, and measure each step.",
        atFault: .bridge,
        source: "catalogue: openai-connect-late",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        guard call.isInRealTime else { return nil }
        for one in call.calls {
            guard let phone = one.phones.first.map({ call.phones[$0] }), let start = phone.starts.first?.moment,
                let index = one.connections.first
            else { continue }
            let connection = call.connections[index]
            let isConfigured = connection.updates.contains { $0.accepted != nil }
            guard let ready = connection.echoes.first(where: { !isConfigured || !$0.isCreated })?.moment,
                let seconds = ready.seconds(since: start), seconds > 2,
                // An announcement of the bridge's own fills the time.
                seconds - (ready.time.map { phone.media.trace.position(at: $0) } ?? 0) / 1_000 > 2
            else { continue }
            let opened = connection.opening.map { [$0.moment.evidence("the model connection is opened")] } ?? []
            let asked = connection.updates.first { $0.accepted != nil }.map {
                [$0.moment.evidence("session.update is sent")]
            }
            return Sighting(
                "the model was ready \(Timeline.words(seconds: seconds)) after the caller was on the line",
                evidence: [start.evidence("start")] + opened + (asked ?? [])
                    + [ready.evidence(isConfigured ? "session.updated" : "session.created")])
        }
        return nil
    }
}

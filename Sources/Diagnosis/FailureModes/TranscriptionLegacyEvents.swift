import RealtimeProtocol

/// The beta's event for transcription sessions, which GA does not know.
struct TranscriptionLegacyEvents: FailureMode {
    static let about = About(
        id: "transcription-legacy-events",
        title: "the client configures transcription with the beta's transcription_session.update",
        hears: "It connects, and no text ever comes.",
        evidence:
            "transcription_session.update from the client, and an error with the param type, from a service that speaks GA",
        tellsApart: "With flat-config-on-ga the event is session.update, and its fields are the beta's",
        causes: ["names of the beta"],
        remedy: "Send session.update with \"type\": \"transcription\" in its session.",
        atFault: .configuration,
        source: "catalogue: transcription-legacy-events; OpenAI Realtime, session.update",
        refines: ["session-updated-never-arrives", "session-update-rejected-defaults", "transcription-not-enabled"],
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for connection in call.connections where connection.dialect != .beta {
            guard let update = connection.updates.first(where: { $0.isLegacy && $0.accepted == nil }),
                let error = connection.errors.first(where: {
                    $0.moment > update.moment && $0.param == "type" && $0.code == "invalid_value"
                })
            else { continue }
            return Sighting(
                "the service does not know transcription_session.update: \(error.text)",
                evidence: [update.moment.evidence("transcription_session.update"), error.evidence])
        }
        return nil
    }
}

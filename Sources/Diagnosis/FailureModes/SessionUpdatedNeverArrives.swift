/// An update is sent, and neither session.updated nor an error comes back.
struct SessionUpdatedNeverArrives: FailureMode {
    static let about = About(
        id: "session-updated-never-arrives",
        title: "a session.update was never answered",
        hears: "Seconds of silence at the start of the call, then whatever the defaults give.",
        evidence:
            "a session.update on an open connection that had answered before, with neither session.updated nor an error for it within 3 s, or while later requests were answered",
        tellsApart:
            "Nothing answers the update; with session-update-rejected-defaults an error does",
        causes: [
            "the service is slow or stuck",
            "a proxy swallowed the update or its answer",
            "the update was sent twice under one condition and only one of them counted",
        ],
        remedy:
            "Start reading before you send; wait for session.updated before any audio; send the update again after 1.5 s and reconnect after 5 s.",
        atFault: .bridgeOrService,
        source:
            "catalogue: session-updated-never-arrives; OpenAI Realtime, session.updated"
    )

    func examine(_ call: Timeline) -> Sighting? {
        for (index, connection) in call.connections.enumerated() {
            let lost = connection.updates.indices.first { call.isUpdateLost($0, of: index) }
            guard let lost else { continue }
            let sent = connection.updates[lost].moment
            var evidence = [sent.evidence("session.update, never answered")]
            if let last = connection.lastServerEvent, last > sent {
                evidence.append(
                    last.evidence(
                        "the last event of the service; no session.updated and no error for the update until then"))
            }
            return Sighting(
                "neither session.updated nor an error answered the session.update\(call.waiting(after: sent, on: index))",
                evidence: evidence)
        }
        return nil
    }
}

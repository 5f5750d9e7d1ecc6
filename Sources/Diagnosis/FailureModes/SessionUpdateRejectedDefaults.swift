import RealtimeProtocol

/// One bad field, and the whole session.update is thrown away: the session runs on defaults.
struct SessionUpdateRejectedDefaults: FailureMode {
    static let about = About(
        id: "session-update-rejected-defaults",
        title: "a session.update was refused, so the session runs without it",
        hears:
            "Noise on a telephone (PCM16 played as G.711), a wrong language, voice or persona, while audio and transcripts flow.",
        evidence:
            "an error event that answers a session.update (its event_id, or a param under session), no session.updated for it, and no corrected update accepted before the first turn",
        tellsApart:
            "An error answers the update; with session-updated-never-arrives nothing does",
        causes: [
            "one unknown or misspelt field",
            "fields of the other dialect (flat beta fields on a GA session or the reverse)",
            "a value out of range or of the wrong type",
            "session.type is missing",
        ],
        remedy:
            "Correct the field that the error names and send the whole session.update again: an update is applied whole or not at all. Wait for session.updated, and compare it with what you asked for, before any audio.",
        atFault: .configuration,
        source:
            "catalogue: session-update-rejected-defaults; OpenAI Realtime, session.update",
        also: ["ready-on-session-created"]
    )

    func examine(_ call: Timeline) -> Sighting? {
        for (index, connection) in call.connections.enumerated() {
            let refused = connection.updates.indices.filter { number in
                guard let error = connection.updates[number].refused.map({ connection.errors[$0] }) else {
                    return false
                }
                return error.code != "cannot_update_voice" && !call.isCorrected(number, of: index)
            }
            if let number = refused.first, let error = connection.updates[number].refused.map({ connection.errors[$0] })
            {
                let earlier = connection.updates[..<number].contains { $0.accepted != nil }
                let update = connection.updates[number].moment.evidence("session.update")
                return sighting(
                    error, connection, inForce: earlier ? "the settings from before" : "the defaults", update)
            }
            // The client's side is not in the log: the error's param tells, and that nothing was updated after it.
            let orphan = connection.errors.first {
                $0.answers == .update && connection.updates.isEmpty && $0.code != "cannot_update_voice"
                    && !call.isCorrected($0, of: index)
            }
            if let orphan { return sighting(orphan, connection, inForce: "what was there before", nil) }
        }
        return nil
    }

    private func sighting(
        _ error: ModelConnection.ErrorEvent, _ connection: ModelConnection, inForce: String, _ update: Evidence?
    ) -> Sighting {
        let hint = connection.dialect.flatMap { dialect in
            error.param.flatMap { Renames.hint(path: $0, dialect: dialect) }
        }
        let field = error.param.map { " because of \($0)" } ?? ""
        return Sighting(
            "the service refused session.update\(field), so \(inForce) stay in force: \(error.text)\(hint.map { "; \($0)" } ?? "")",
            evidence: (update.map { [$0] } ?? []) + [error.evidence])
    }
}

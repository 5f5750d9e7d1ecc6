import RealtimeProtocol

/// The first response begins before the configuration is in force.
struct ConfigAckNotAwaited: FailureMode {
    static let about = About(
        id: "config-ack-not-awaited",
        title: "the first response began before the configuration was in force",
        hears:
            "A burst of static, another voice or a stranger's greeting at the start; from the second reply on all is well.",
        evidence:
            "a response.created before the first session.updated, and a session.updated during that response which changes its voice, its format, its modalities or the default prompt",
        tellsApart: "The update was accepted, only too late; with session-update-rejected-defaults it never was",
        causes: [
            "response.create sent before session.update",
            "the caller's audio sent at once, so that the VAD answers before the configuration came",
            "fire and forget: nobody waits for session.updated",
        ],
        remedy:
            "Send session.update first, wait for session.updated, keep the caller's audio meanwhile, and only then append or ask for a response.",
        atFault: .bridge,
        source: "catalogue: config-ack-not-awaited; OpenAI Realtime, session.updated; invariant I115",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for (index, connection) in call.connections.enumerated() {
            guard let ack = connection.echoes.first(where: { !$0.isCreated }),
                let early = connection.responses.firstIndex(where: { !$0.isOutOfBand && $0.hasOutput }),
                let created = connection.responses[early].created, created < ack.moment,
                connection.responses[early].done.map({ ack.moment < $0 }) ?? true
                    || connection.wasAsked(of: ack, before: connection.responses[early].done),
                let before = connection.echoes.last(where: { $0.moment < created })?.session
            else { continue }
            let changes = before.changes(to: ack.session)
            guard !changes.isEmpty else { continue }
            return Sighting(
                "the first response began before session.updated, with other settings than asked for: \(changes.joined(separator: ", "))",
                evidence: [
                    created.evidence("response.created \(connection.responses[early].id)"),
                    ack.moment.evidence("session.updated"),
                ], turns: call.turnNumbers([(index, early)]))
        }
        return nil
    }
}

extension ModelConnection {
    /// The update that brought an echo was under way before a response had ended.
    fileprivate func wasAsked(of echo: SessionEcho, before done: Moment?) -> Bool {
        guard let done else { return true }
        return updates.contains { update in
            update.moment < done && update.accepted.map { echoes[$0].moment == echo.moment } ?? false
        }
    }
}

extension SessionFacts {
    /// What a caller hears of a change: `voice alloy, then verse`.
    func changes(to other: SessionFacts) -> [String] {
        var changes: [String] = []
        if let a = voice, let b = other.voice, a != b { changes.append("voice \(a), then \(b)") }
        if let a = outputEncoding, let b = other.outputEncoding, a != b {
            changes.append("output \(a.wireName), then \(b.wireName)")
        }
        if let a = modalities, let b = other.modalities, Set(a) != Set(b) {
            changes.append("modalities \(a.joined(separator: "+")), then \(b.joined(separator: "+"))")
        }
        if instructions == DefaultSession.instructions, let b = other.instructions, b != DefaultSession.instructions {
            changes.append("the service's own prompt, then the client's")
        }
        return changes
    }
}

import RealtimeProtocol

/// The prompt that was in force is gone, and the service's own persona answers.
struct InstructionsLost: FailureMode {
    static let about = About(
        id: "instructions-lost",
        title: "the session's prompt is gone, and the service's own persona answers",
        hears: "A witty, friendly stranger instead of the business's assistant, often in English.",
        evidence:
            "instructions in a session.updated, and in a later one the service's default or none; or a session.update that asks for an empty prompt; and a response after it",
        tellsApart: "With session-update-rejected-defaults the prompt never came into force",
        causes: [
            "a later update with instructions \"\"", "a framework that overwrites the prompt",
            "a prompt that is built too late",
        ],
        remedy:
            "Leave instructions out of updates that do not change them, and hold each session.updated against the prompt that was meant.",
        atFault: .configuration,
        source: "catalogue: instructions-lost; OpenAI Realtime, session.instructions",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for (index, connection) in call.connections.enumerated() {
            var own: ModelConnection.SessionEcho?
            for (number, echo) in connection.echoes.enumerated() {
                guard let prompt = echo.session.instructions else { continue }
                let isDefault = prompt.isEmpty || prompt == DefaultSession.instructions
                if !isDefault {
                    own = echo
                    continue
                }
                let update = connection.updates.first { $0.accepted == number }
                let asksForNone = update?.session.instructions?.isEmpty == true
                guard own != nil || asksForNone,
                    let reply = connection.responses.firstIndex(where: { $0.first > echo.moment && !$0.isOutOfBand })
                else { continue }
                // It was put back before anybody noticed.
                if let next = connection.echoes[(number + 1)...].first(where: {
                    $0.moment < connection.responses[reply].first
                }),
                    next.session.instructions?.isEmpty == false,
                    next.session.instructions != DefaultSession.instructions
                {
                    continue
                }
                return Sighting(
                    own == nil
                        ? "the client asked for an empty prompt, so the service's own answers"
                        : "a later session.updated has \(prompt.isEmpty ? "no prompt" : "the service's own prompt"), where the client's had been in force",
                    evidence: [
                        own.map { $0.moment.evidence("session.updated with the client's instructions") },
                        update.map { $0.moment.evidence("session.update") },
                        echo.moment.evidence("session.updated without them"),
                    ].compactMap { $0 },
                    turns: call.turnNumbers([(index, reply)]), brokenAt: echo.moment)
            }
        }
        return nil
    }
}

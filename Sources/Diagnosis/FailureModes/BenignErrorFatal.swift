/// An error that does no harm, and a client that hangs up over it.
struct BenignErrorFatal: FailureMode {
    static let about = About(
        id: "benign-error-fatal",
        title: "the client ended the connection over an error that does no harm",
        hears: "The call drops when the caller interrupts, or when a tool returns.",
        evidence:
            "an error response_cancel_not_active, conversation_already_has_active_response, input_audio_buffer_commit_empty or about a truncation, the client's close within a second, and a reply, a turn or speech that was going on",
        tellsApart:
            "With openai-socket-closed-mid-call the service closes; an error that ends the session (session_expired) is the service's own",
        causes: ["an unhandled error event that throws", "every error is treated as fatal"],
        remedy:
            "Log error events and go on: the service says itself that most are recoverable, and closes the connection where one is not.",
        atFault: .bridge,
        source: "catalogue: benign-error-fatal; OpenAI Realtime, error",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for (index, connection) in call.connections.enumerated() {
            guard let ending = connection.ending, !ending.byServer,
                let error = connection.errors.last(where: { error in
                    (ErrorCodes.benign.contains(error.code ?? "") || error.answers == .truncate)
                        && error.moment < ending.moment
                }), ending.moment.seconds(since: error.moment) ?? 9 <= 1,
                // Without the telephone a 1000 is how any call ends.
                ending.code != 1_000 || !call.phones.isEmpty,
                // Who asks for something after it has borne it.
                !connection.requests.contains(where: { $0.moment > error.moment }),
                !connection.clientItems.contains(where: { $0.moment > error.moment }),
                let activity = call.activity(atEndOf: index)
            else { continue }
            return Sighting(
                "the client ended the connection \(Timeline.words(seconds: ending.moment.seconds(since: error.moment) ?? 0)) after a harmless error, during \(activity.words): \(error.text)",
                evidence: [error.evidence] + activity.evidence + [ending.evidence], turns: activity.turns,
                brokenAt: error.moment)
        }
        return nil
    }
}

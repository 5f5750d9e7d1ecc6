/// The service hangs up in the middle of a call, and nothing else explains it.
struct OpenAISocketClosedMidCall: FailureMode {
    static let about = About(
        id: "openai-socket-closed-mid-call",
        title: "the service closed the connection in the middle of the call",
        hears: "The assistant stops for good while the telephone call stays up.",
        evidence:
            "the service or the network ended the connection, which the client had not asked for, during speech, a reply, an unanswered turn or a stream of audio, and no error that ends sessions came before it",
        tellsApart:
            "No session_expired, no refused key, model, quota or beta header before the close. A close 1000 after the last reply is an orderly end; where this side closed because the frames were broken, it is network-instability",
        causes: [
            "the network or a proxy cut the connection",
            "the service restarted or shed load",
            "the bridge answered no pings because its loop was blocked (1011)",
            "a fatal error in the frame before the close",
        ],
        remedy:
            "On close read code and reason, then reconnect with the conversation so far, play a fallback, or end the call; never leave one leg alive.",
        atFault: .bridgeOrService,
        source:
            "catalogue: openai-socket-closed-mid-call; RFC 6455, 7.4"
    )

    func examine(_ call: Timeline) -> Sighting? {
        for (index, connection) in call.connections.enumerated() {
            guard let ending = connection.ending, ending.byServer, !ending.breaksFraming,
                !connection.echoes.isEmpty || connection.serverEvents > connection.errors.count,
                !isExplained(connection), let during = call.activity(atEndOf: index)
            else { continue }
            return Sighting(
                "\(ending.text), during \(during.words)", evidence: during.evidence + [ending.evidence],
                turns: during.turns, brokenAt: ending.moment)
        }
        return nil
    }

    /// The service said why it hangs up.
    private func isExplained(_ connection: ModelConnection) -> Bool {
        let reasons = ErrorCodes.endsSession.union(ErrorCodes.modelNotFound).union(ErrorCodes.quota)
        let suffix = connection.ending?.reason.split(separator: ".").last.map(String.init) ?? ""
        return connection.errors.contains { reasons.contains($0.code ?? "") } || reasons.contains(suffix)
            || connection.ending?.reason.lowercased().contains("maximum duration") ?? false
    }
}

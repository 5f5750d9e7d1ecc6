/// The session reached the longest life that the service allows.
struct SessionExpired: FailureMode {
    static let about = About(
        id: "session-expired",
        title: "the session reached its maximum length",
        hears: "A long call dies at exactly 15, 30 or 60 minutes.",
        evidence:
            "error code session_expired, then a close (1001)",
        tellsApart:
            "The code. Other closes by the service are openai-socket-closed-mid-call",
        causes: [
            "the call lasted longer than the limit of the service",
            "one connection is kept for many calls",
        ],
        remedy:
            "Read session.expires_at and open a new session two minutes before it, giving it the conversation so far; never trust a constant.",
        atFault: .serviceLimit,
        source:
            "catalogue: session-expired; OpenAI Realtime, session.expires_at"
    )

    func examine(_ call: Timeline) -> Sighting? {
        var places = RefusalPlaces.of(ErrorCodes.expired, in: call)
        if places.isEmpty {
            // Logs without the error event keep the close, whose reason is the error's message (realtime reference, 1.3).
            let closes = call.connections.compactMap(\.ending).filter { ending in
                ending.byServer && ending.code == 1_001 && ending.reason.lowercased().contains("maximum duration")
            }
            places.evidence = closes.map(\.evidence)
        }
        guard !places.isEmpty else { return nil }
        return Sighting(
            "the service ended the session because it was too old\(places.quotation)", evidence: places.evidence)
    }
}

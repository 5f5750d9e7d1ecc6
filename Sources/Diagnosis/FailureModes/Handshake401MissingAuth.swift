import JSONText

/// The key is missing or wrong, and the service says so at the door.
struct Handshake401MissingAuth: FailureMode {
    static let about = About(
        id: "handshake-401-missing-auth",
        title: "the service refused the key",
        hears: "Every call fails at once.",
        evidence:
            "HTTP 401 on the upgrade; or, after a 101, an error event with code invalid_api_key, or an error followed by a close 3000 before any session",
        tellsApart:
            "No session was ever created, and the refusal is about the key. A 403 means that the key is known but not allowed",
        causes: [
            "the key is unset, expired or of another vendor",
            "the SDK builds the upgrade request without the Authorization header",
            "the file with the key is not loaded in the process that connects",
        ],
        remedy:
            "Send Authorization: Bearer <key> on the upgrade; check at start-up that the variable is set; never log the key.",
        atFault: .configuration,
        source:
            "catalogue: handshake-401-missing-auth; OpenAI Realtime, connection; RFC 9110, 15.5.2"
    )

    func examine(_ call: Timeline) -> Sighting? {
        for connection in call.connections where connection.echoes.isEmpty {
            if let opening = connection.opening, opening.status == 401 {
                let header =
                    opening.headers.isEmpty
                    ? ""
                    : opening.header("authorization") == nil
                        ? "; the request had no Authorization header" : "; the request had an Authorization header"
                return Sighting(
                    "the service answered the upgrade with HTTP 401\(header)",
                    evidence: [opening.moment.evidence(opening.words)])
            }
            let coded = connection.errors.first { ErrorCodes.badKey.contains($0.code ?? "") }
            // Close 3000 is the service's "unauthorized" (realtime reference, 1.3), whatever the error is called.
            let unnamed = connection.ending.flatMap { $0.code == 3_000 ? connection.errors.last : nil }
            if let error = coded ?? unnamed {
                let close = connection.ending.map { [$0.evidence] } ?? []
                return Sighting("the service refused the key: \(error.text)", evidence: [error.evidence] + close)
            }
            if let ending = connection.ending,
                ending.code == 3_000 || ErrorCodes.badKey.contains(where: ending.reason.hasSuffix)
            {
                return Sighting("the service refused the key: \(ending.text)", evidence: [ending.evidence])
            }
        }
        return nil
    }
}

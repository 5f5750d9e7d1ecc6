/// The key is known, and the project may not use the Realtime API.
struct Handshake403NoAccess: FailureMode {
    static let about = About(
        id: "handshake-403-no-access",
        title: "the key is valid, but it may not use the Realtime API",
        hears: "Nothing: the bridge cannot connect, with this account and not with another.",
        evidence: "the upgrade is answered with HTTP 403",
        tellsApart: "HTTP 401 is a key that is missing or wrong; 403 a known key without the right",
        causes: [
            "the key or the project is restricted, and realtime is not among its permissions",
            "the account's tier or a roll-out", "a rule by region or organisation; a proxy on the way",
        ],
        remedy: "Allow realtime for the project and for the key in the account's settings, and probe again.",
        atFault: .account,
        source: "catalogue: handshake-403-no-access"
    )

    func examine(_ call: Timeline) -> Sighting? {
        for connection in call.connections where connection.echoes.isEmpty {
            guard let opening = connection.opening, opening.status == 403 else { continue }
            return Sighting(
                "the service answered the upgrade with \(opening.refusal)",
                evidence: [opening.moment.evidence(opening.words)])
        }
        return nil
    }
}

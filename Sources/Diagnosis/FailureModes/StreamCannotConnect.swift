/// The carrier cannot open the socket.
struct StreamCannotConnect: FailureMode {
    static let about = About(
        id: "stream-cannot-connect",
        title: "the carrier cannot open its connection to the bridge",
        hears: "An announcement at most, and then the call ends.",
        evidence:
            "the upgrade on the phone leg is answered with another status than 101, or with a 101 that breaks the handshake, or the connection cannot be made; Twilio 31901, 31902, 31910, 31920",
        tellsApart: "No message ever crossed. With handler-not-wired the socket is open and nothing is behind it",
        causes: [
            "the path in the TwiML is not the one of the route", "a proxy or a tunnel does not pass WebSockets on",
            "the name in the TwiML is another host's, for the forwarded host is not used",
            "the port is closed, or TLS has no valid certificate",
            "the server asks for a login, or answers with a subprotocol that the carrier did not offer",
        ],
        remedy:
            "Open wss://<host>/<path> from outside with a plain WebSocket client: it must answer 101 without a subprotocol. Build the address from X-Forwarded-Host, and set statusCallback on <Stream> to see the carrier's error.",
        atFault: .bridge,
        source: "catalogue: stream-cannot-connect; Twilio errors 31901 to 31920",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for line in call.phones where line.carrierMessages == 0 && line.bridgeMessages == 0 {
            if let opening = line.opening, let status = opening.status, status != 101 {
                return Sighting(
                    "the bridge answered the carrier's upgrade with \(opening.words) (Twilio 31920)",
                    evidence: [opening.moment.evidence(opening.words)])
            }
            // Also behind a 101: an upgrade that breaks the handshake is none, as with a subprotocol that nobody offered.
            if let ending = line.ending, let failure = ending.failure {
                return Sighting(
                    "the carrier's connection to the bridge could not be made: \(failure)",
                    evidence: [ending.moment.evidence(failure)])
            }
        }
        return nil
    }
}

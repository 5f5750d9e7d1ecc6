/// One end sent pings, got no pong in time, and hung up.
struct KeepalivePingTimeout1011: FailureMode {
    static let about = About(
        id: "keepalive-ping-timeout-1011",
        title: "a ping was not answered in time, and the connection was given up",
        hears: "The call goes silent in mid-course, often just after something heavy: a tool, a file, a burst.",
        evidence: "a close 1011 whose reason says \"keepalive ping timeout\"",
        tellsApart:
            "The close says what it is for. In openai-socket-closed-mid-call it gives another reason or none",
        causes: [
            "blocking work on the event loop, so that the library cannot answer pings",
            "a full queue of incoming messages: control frames behind them are not read",
            "packets lost between bridge and service",
        ],
        remedy:
            "Move blocking work off the event loop and read the socket all the time; a longer ping_timeout only hides it. On a close reconnect with the conversation so far.",
        atFault: .bridgeOrService,
        source: "catalogue: keepalive-ping-timeout-1011; RFC 6455, 5.5.2 and 7.4",
        refines: ["openai-socket-closed-mid-call"]
    )

    func examine(_ call: Timeline) -> Sighting? {
        for connection in call.connections {
            guard let ending = connection.ending, ending.code == 1011,
                ending.reason.lowercased().contains("keepalive ping timeout")
            else { continue }
            let who =
                ending.byServer
                ? "the service got no answer to its ping" : "the client got no answer to its ping"
            let silence = connection.lastClientEvent.flatMap { ending.moment.seconds(since: $0) }.flatMap {
                $0 >= 1 ? "; the client had sent nothing for \(Timeline.words(seconds: $0))" : nil
            }
            return Sighting(
                "\(who) and closed 1011 (\(ending.reason))\(silence ?? "")",
                evidence: [connection.lastClientEvent?.evidence("the client's last event"), ending.evidence]
                    .compactMap { $0 }, brokenAt: ending.moment)
        }
        return nil
    }
}

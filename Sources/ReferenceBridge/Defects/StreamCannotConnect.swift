/// Names a path in its TwiML that it does not serve.
struct StreamCannotConnect: BridgeDefect {
    static let id = "stream-cannot-connect"
    init(_ seat: DefectSeat) {}

    static func answers(_ twiml: String) -> String {
        twiml.replacing("\(IncomingCall.streamPath)\"", with: "/media\"")
    }
}

/// Puts what it wants to know of the caller behind a question mark.
struct StreamURLQueryString: BridgeDefect {
    static let id = "stream-url-query-string"
    init(_ seat: DefectSeat) {}

    static func answers(_ twiml: String) -> String {
        twiml.replacing("\(IncomingCall.streamPath)\"", with: "\(IncomingCall.streamPath)?language=en\"")
    }
}

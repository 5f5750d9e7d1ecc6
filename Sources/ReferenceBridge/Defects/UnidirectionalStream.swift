/// Starts a stream that only listens, and speaks on it.
struct UnidirectionalStream: BridgeDefect {
    static let id = "unidirectional-stream"
    init(_ seat: DefectSeat) {}

    static func answers(_ twiml: String) -> String {
        twiml.replacing("<Connect>", with: "<Start>").replacing("</Connect>", with: "</Start><Pause length=\"60\"/>")
    }
}

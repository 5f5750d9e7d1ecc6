import WebSocketWire

/// A handler fails in the middle of the call, and its clean-up closes the caller's socket.
struct BridgeClosesTwilioSocket: BridgeDefect {
    static let id = "bridge-closes-twilio-socket"
    private var turns = 0
    private var isClosed = false
    init(_ seat: DefectSeat) {}

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        guard event.isFromModel("input_audio_buffer.committed"), !isClosed else { return isClosed ? [] : [event] }
        turns += 1
        guard turns == 2 else { return [event] }
        isClosed = true
        stage.also(does: .closeCarrier(code: .normalClosure, reason: ""))
        stage.also(does: .closeModel(stage.link, code: .normalClosure, reason: ""))
        return []
    }
}

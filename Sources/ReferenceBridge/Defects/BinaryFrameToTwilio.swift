import WebSocketWire

/// Audio goes out as bare bytes, with the library's `send_bytes`.
struct BinaryFrameToTwilio: BridgeDefect {
    static let id = "binary-frame-to-twilio"
    init(_ seat: DefectSeat) {}

    func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        [action.mediaBytes.map { .toCarrier(.binary($0)) } ?? action]
    }
}

/// The thread that writes to the carrier hangs after some time; the model is still heard.
struct SenderStalled: BridgeDefect {
    static let id = "sender-stalled"
    private var sent = 0
    init(_ seat: DefectSeat) {}

    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        guard case .toCarrier = action else { return [action] }
        sent += 1
        return sent > 16 ? [] : [action]
    }
}

/// One layer has read `start` and kept the stream to itself; the one that speaks waits for it and sends nothing.
struct StartEventSwallowed: BridgeDefect {
    static let id = "start-event-swallowed"
    init(_ seat: DefectSeat) {}

    func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        if case .toCarrier = action { return [] }
        return [action]
    }
}

/// The response is cancelled and truncated, but the carrier plays on what it has.
struct NoClearOnBargeIn: BridgeDefect {
    static let id = "no-clear-on-barge-in"
    init(_ seat: DefectSeat) {}

    func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        action.isToCarrier("clear") ? [] : [action]
    }
}

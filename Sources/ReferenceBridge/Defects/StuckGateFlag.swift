/// A flag that an interruption sets, and nothing clears: from then on no audio passes.
struct StuckGateFlag: BridgeDefect {
    static let id = "stuck-gate-flag"
    private var isInterrupted = false
    init(_ seat: DefectSeat) {}

    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        if action.isToCarrier("clear") { isInterrupted = true }
        return isInterrupted && (action.isToCarrier("media") || action.isToCarrier("mark")) ? [] : [action]
    }
}

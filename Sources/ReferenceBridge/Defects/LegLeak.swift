/// The caller has hung up, and the model connection stays open, and is paid for.
struct LegLeak: BridgeDefect {
    static let id = "leg-leak"
    init(_ seat: DefectSeat) {}

    func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        if case .closeModel = action { return [] }
        return [action]
    }
}

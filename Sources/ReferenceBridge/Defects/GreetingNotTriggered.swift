/// The greeting is in the instructions, which start no turn.
struct GreetingNotTriggered: BridgeDefect {
    static let id = "greeting-not-triggered"
    private var hasSkipped = false
    init(_ seat: DefectSeat) {}

    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        guard !hasSkipped, action.isToModel("response.create") else { return [action] }
        hasSkipped = true
        return []
    }
}

import JSONText

/// A slow tool hands its result in when the model is answering something else, and asks once.
struct ToolResultCollides: BridgeDefect {
    static let id = "tool-result-collides"
    private var held: [BridgeAction] = []
    private var isDone = false
    init(_ seat: DefectSeat) {}

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        if !held.isEmpty, event.isFromModel("response.created") {
            for action in held { stage.also(does: action) }
            held = []
            isDone = true
        }
        // The refusal is for a log that nobody reads.
        if event.isFromModel("error") { return [] }
        return [event]
    }

    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        let isOutput =
            action.isToModel("conversation.item.create")
            && action.toModel?["item"]?["type"]?.string == "function_call_output"
        guard !isDone, isOutput || !held.isEmpty && action.isToModel("response.create") else { return [action] }
        held.append(action)
        return []
    }
}

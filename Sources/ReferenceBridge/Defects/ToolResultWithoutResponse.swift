import JSONText

/// The output of a function is handed in, and nobody asks the model to go on.
struct ToolResultWithoutResponse: BridgeDefect {
    static let id = "tool-result-without-response"
    private var handedIn = false
    init(_ seat: DefectSeat) {}

    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        if action.isToModel("conversation.item.create"),
            action.toModel?["item"]?["type"]?.string == "function_call_output"
        {
            handedIn = true
        }
        guard handedIn, action.isToModel("response.create") else { return [action] }
        handedIn = false
        return []
    }
}

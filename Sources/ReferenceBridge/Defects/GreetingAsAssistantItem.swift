import JSONText

/// The greeting is put into the conversation as the assistant's words, to be spoken.
struct GreetingAsAssistantItem: BridgeDefect {
    static let id = "greeting-as-assistant-item"
    private var hasGreeted = false
    init(_ seat: DefectSeat) {}

    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        guard !hasGreeted, action.isToModel("response.create") else { return [action] }
        hasGreeted = true
        let item: JSON = [
            "type": "message", "role": "assistant",
            "content": [["type": "output_text", "text": "Welcome to the Harbour Inn, my name is Anna."]],
        ]
        return [
            .toModel(stage.link, ["type": "conversation.item.create", "item": item]),
            action.rewritingModel("response.create") { $0["response"] = nil },
        ]
    }
}

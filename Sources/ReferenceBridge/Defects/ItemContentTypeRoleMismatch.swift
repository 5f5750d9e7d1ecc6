import JSONText

/// The greeting is written into the conversation as the assistant's, with the caller's type of content.
struct ItemContentTypeRoleMismatch: BridgeDefect {
    static let id = "item-content-type-role-mismatch"
    private var hasGreeted = false
    init(_ seat: DefectSeat) {}

    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        guard !hasGreeted, action.isToModel("response.create") else { return [action] }
        hasGreeted = true
        let item: JSON = [
            "type": "message", "role": "assistant",
            "content": [["type": "input_text", "text": "Good morning, how can I help you?"]],
        ]
        return [
            .toModel(stage.link, ["type": "conversation.item.create", "item": item]),
            action.rewritingModel("response.create") { $0["response"] = nil },
        ]
    }
}

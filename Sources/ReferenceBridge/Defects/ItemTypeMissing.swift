import JSONText

/// The request to greet is an item that does not say what it is.
struct ItemTypeMissing: BridgeDefect {
    static let id = "item-type-missing"
    private var hasGreeted = false
    init(_ seat: DefectSeat) {}

    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        guard !hasGreeted, action.isToModel("response.create") else { return [action] }
        hasGreeted = true
        let item: JSON = [
            "role": "user", "content": [["type": "input_text", "text": "Greet the caller."]],
        ]
        return [
            .toModel(stage.link, ["type": "conversation.item.create", "item": item]),
            action.rewritingModel("response.create") { $0["response"] = nil },
        ]
    }
}

import JSONText

/// The greeting is sent as if the caller had said it.
struct GreetingAsUserStatement: BridgeDefect {
    static let id = "greeting-as-user-statement"
    private var hasGreeted = false
    init(_ seat: DefectSeat) {}

    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        guard !hasGreeted, action.isToModel("response.create") else { return [action] }
        hasGreeted = true
        let item: JSON = [
            "type": "message", "role": "user",
            "content": [
                ["type": "input_text", "text": "Hello! I am your assistant at the Harbour Inn. How can I help you?"]
            ],
        ]
        return [
            .toModel(stage.link, ["type": "conversation.item.create", "item": item]),
            action.rewritingModel("response.create") { $0["response"] = nil },
        ]
    }
}

import JSONText

/// Items have ids of the bridge's own, with a prefix before the UUID.
struct IDTooLong: BridgeDefect {
    static let id = "id-too-long"
    private var hasGreeted = false
    init(_ seat: DefectSeat) {}

    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        guard !hasGreeted, action.isToModel("response.create") else { return [action] }
        hasGreeted = true
        let item: JSON = [
            "id": "message-6f0c5b7e-2f0a-4c0e-9d3b-1f2e3d4c5b6a", "type": "message", "role": "user",
            "content": [["type": "input_text", "text": "Greet the caller."]],
        ]
        return [
            .toModel(stage.link, ["type": "conversation.item.create", "item": item]),
            action.rewritingModel("response.create") { $0["response"] = nil },
        ]
    }
}

import JSONText

/// News for the caller are handed in while the model is answering, asked for at once, and not again.
struct ActiveResponseConflict: BridgeDefect {
    static let id = "active-response-conflict"
    private var responses = 0
    init(_ seat: DefectSeat) {}

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        if event.isFromModel("error") { return [] }
        guard event.isFromModel("response.created") else { return [event] }
        responses += 1
        if responses == 2 {
            stage.also(
                does: .toModel(
                    stage.link,
                    [
                        "type": "conversation.item.create",
                        "item": [
                            "type": "message", "role": "user",
                            "content": [["type": "input_text", "text": "The table by the window is free now."]],
                        ],
                    ]))
            stage.also(does: .toModel(stage.link, ["type": "response.create"]))
        }
        return [event]
    }
}

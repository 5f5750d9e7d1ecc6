import JSONText

/// The request to go on is sent at once, and the tool's result when it is there.
struct AnswerBeforeResult: BridgeDefect {
    static let id = "answer-before-result"
    init(_ seat: DefectSeat) {}

    func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        guard action.isToModel("conversation.item.create"),
            action.toModel?["item"]?["type"]?.string == "function_call_output"
        else { return [action] }
        stage.later(.seconds(5), does: action)
        stage.later(.seconds(5), does: .toModel(stage.link, ["type": "response.create"]))
        return []
    }
}

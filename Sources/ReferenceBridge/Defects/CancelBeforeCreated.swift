import JSONText

/// Takes back a request before the service has begun to answer it, and forgets about it; the answer is spoken all the same.
struct CancelBeforeCreated: BridgeDefect {
    static let id = "cancel-before-created"
    init(_ seat: DefectSeat) {}

    func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        if action.isToModel("response.create") {
            stage.later(.milliseconds(100), does: .toModel(stage.link, ["type": "response.cancel"]))
        }
        return [action]
    }
}

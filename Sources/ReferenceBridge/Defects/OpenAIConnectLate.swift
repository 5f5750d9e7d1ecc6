/// The connection to the model is opened when everything else has been prepared.
struct OpenAIConnectLate: BridgeDefect {
    static let id = "openai-connect-late"
    init(_ seat: DefectSeat) {}

    func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        guard case .connectModel = action else { return [action] }
        stage.later(.seconds(3), does: action)
        return []
    }
}

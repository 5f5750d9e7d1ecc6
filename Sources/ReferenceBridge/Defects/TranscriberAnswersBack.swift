import JSONText

/// A conversation is told to write down what it hears and to say nothing.
struct TranscriberAnswersBack: SettingsDefect {
    static let id = "transcriber-answers-back"
    var update = UncheckedUpdate()
    init(_ seat: DefectSeat) {}

    func spoil(_ session: inout JSONObject) {
        session["instructions"] = "Transcribe what the caller says, word for word. Do not respond to it."
    }

    /// A transcriber does not greet.
    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        action.isToModel("response.create") ? [] : spoiling(action)
    }
}

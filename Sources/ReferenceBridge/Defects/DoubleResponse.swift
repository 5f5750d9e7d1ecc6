import JSONText

/// The service answers the caller by itself, and when it has, a second handler asks for an answer as well.
struct DoubleResponse: BridgeDefect {
    static let id = "double-response"
    private var isTurn = false
    init(_ seat: DefectSeat) {}

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        if event.isFromModel("input_audio_buffer.committed") { isTurn = true }
        if isTurn, event.isFromModel("response.done") {
            isTurn = false
            stage.also(does: .toModel(stage.link, ["type": "response.create"]))
        }
        return [event]
    }
}

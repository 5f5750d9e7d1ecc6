import WebSocketWire

/// Takes every `error` event for the end of the world.
struct BenignErrorFatal: BridgeDefect {
    static let id = "benign-error-fatal"
    init(_ seat: DefectSeat) {}

    func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        guard event.isFromModel("error") else { return [event] }
        stage.also(does: .closeModel(stage.link, code: .normalClosure, reason: ""))
        stage.also(does: .closeCarrier(code: .internalError, reason: "error from the model"))
        return []
    }
}

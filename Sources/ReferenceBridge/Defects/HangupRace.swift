import JSONText
import WebSocketWire

/// Hangs up when the goodbye has been generated, and not when it has been heard.
struct HangupRace: BridgeDefect {
    static let id = "hangup-race"
    private var isLeaving = false
    init(_ seat: DefectSeat) {}

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        guard event.isFromModel("response.done") else { return [event] }
        if isLeaving {
            stage.also(does: .closeModel(stage.link, code: .normalClosure, reason: ""))
            stage.also(does: .closeCarrier(code: .normalClosure, reason: ""))
        }
        let output = event.fromModel?["response"]?["output"]?.array ?? []
        if output.contains(where: { $0["name"] == "end_call" }) { isLeaving = true }
        return [event]
    }
}

import JSONText
import WebSocketWire

/// Greets as soon as it is connected; the configuration comes when it comes.
struct ConfigAckNotAwaited: BridgeDefect {
    static let id = "config-ack-not-awaited"
    private var isReal = false
    init(_ seat: DefectSeat) {}

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        // The bridge has been told already.
        isReal && event.isFromModel("session.updated") ? [] : [event]
    }

    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        guard !isReal, action.isToModel("session.update"), let session = action.toModel?["session"] else {
            return [action]
        }
        isReal = true
        let granted: JSON = ["type": "session.updated", "event_id": "event_believed", "session": session]
        stage.later(.zero, hears: .model(stage.link, .text(granted.text)))
        stage.later(.milliseconds(120), does: action)
        return []
    }
}

import JSONText
import WebSocketWire

/// A tool of many defects: sends another `session.update` than the correct bridge meant, and makes it believe that it was
/// granted what it asked for, whatever the service answers.
struct UncheckedUpdate: Sendable {
    private var asked: JSON?

    /// Changes `session.update` on its way out.
    mutating func does(_ action: BridgeAction, change: (inout JSONObject) -> Void) -> [BridgeAction] {
        guard action.isToModel("session.update") else { return [action] }
        asked = action.toModel?["session"]
        return [action.rewritingModel("session.update", change)]
    }

    /// Any answer to the update is heard as its acceptance.
    mutating func hears(_ event: BridgeEvent) -> [BridgeEvent] {
        guard let asked, let link = event.modelLink, let type = event.fromModel?["type"]?.string else { return [event] }
        guard type == "error" || type == "session.updated" else { return [event] }
        self.asked = nil
        let granted: JSON = ["type": "session.updated", "event_id": "event_believed", "session": asked]
        return [.model(link, .text(granted.text))]
    }
}

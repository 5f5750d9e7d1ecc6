import JSONText

/// A mark behind every delta, a list of them that is emptied when the response is done, and no interruption while it is
/// empty.
struct MarkBookkeepingBroken: BridgeDefect {
    static let id = "mark-bookkeeping-broken"
    private var isListEmpty = true
    init(_ seat: DefectSeat) {}

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        if event.isFromModel("response.done") { isListEmpty = true }
        return [event]
    }

    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        if action.isToCarrier("media") {
            isListEmpty = false
            return [
                action,
                .toCarrier([
                    "event": "mark", "streamSid": .string(stage.streamSid), "mark": ["name": "responsePart"],
                ]),
            ]
        }
        guard isListEmpty else { return [action] }
        return action.isToCarrier("clear") || action.isToModel("conversation.item.truncate") ? [] : [action]
    }
}

import JSONText

/// An update in the middle of the call has an empty prompt in it.
struct InstructionsLost: BridgeDefect {
    static let id = "instructions-lost"
    private var hasChanged = false
    init(_ seat: DefectSeat) {}

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        if !hasChanged, event.isFromModel("response.done") {
            hasChanged = true
            stage.also(
                does: .toModel(
                    stage.link,
                    ["type": "session.update", "session": ["type": "realtime", "instructions": "", "tools": []]]))
        }
        return [event]
    }
}

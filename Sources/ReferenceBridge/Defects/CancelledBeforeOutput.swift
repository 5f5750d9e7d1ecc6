import JSONText

/// A watchdog takes every new response for an old one and cancels it.
struct CancelledBeforeOutput: BridgeDefect {
    static let id = "cancelled-before-output"
    private var responses = 0
    init(_ seat: DefectSeat) {}

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        if event.isFromModel("response.created") {
            responses += 1
            if responses > 1 { stage.also(does: .toModel(stage.link, ["type": "response.cancel"])) }
        }
        return [event]
    }
}

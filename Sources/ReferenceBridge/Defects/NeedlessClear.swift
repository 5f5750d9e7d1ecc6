import JSONText

/// Empties the carrier's buffer when a reply is complete, to begin the next one afresh.
struct NeedlessClear: BridgeDefect {
    static let id = "needless-clear"
    init(_ seat: DefectSeat) {}

    func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        if event.isFromModel("response.output_audio.done") {
            stage.also(does: .toCarrier(["event": "clear", "streamSid": .string(stage.streamSid)]))
        }
        return [event]
    }
}

import JSONText

/// Cancels whenever the caller speaks, though the service has done it already or nothing runs.
struct CancelWithNothingActive: BridgeDefect {
    static let id = "cancel-with-nothing-active"
    init(_ seat: DefectSeat) {}

    func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        if event.isFromModel("input_audio_buffer.speech_started") {
            stage.also(does: .toModel(stage.link, ["type": "response.cancel"]))
        }
        return [event]
    }
}

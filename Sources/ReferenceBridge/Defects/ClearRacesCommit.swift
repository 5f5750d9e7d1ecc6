import JSONText

/// When the caller begins to speak the input buffer is cleared, in the belief that this stops playback.
struct ClearRacesCommit: BridgeDefect {
    static let id = "clear-races-commit"
    init(_ seat: DefectSeat) {}

    func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        if event.isFromModel("input_audio_buffer.speech_started") {
            stage.later(.milliseconds(500), does: .toModel(stage.link, ["type": "input_audio_buffer.clear"]))
        }
        return [event]
    }
}

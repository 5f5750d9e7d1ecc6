import JSONText

/// A timer commits while the caller speaks, "to keep control".
struct ManualCommitUnderVAD: BridgeDefect {
    static let id = "manual-commit-under-vad"
    init(_ seat: DefectSeat) {}

    func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        if event.isFromModel("input_audio_buffer.speech_started") {
            stage.later(.milliseconds(600), does: .toModel(stage.link, ["type": "input_audio_buffer.commit"]))
        }
        return [event]
    }
}

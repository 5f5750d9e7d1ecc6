import JSONText
import RealtimeProtocol

/// Every turn is asked for with a word of advice, which takes the place of the prompt.
struct PerResponseInstructionsReplace: SettingsDefect {
    static let id = "per-response-instructions-replace"
    var update = UncheckedUpdate()
    init(_ seat: DefectSeat) {}

    func spoil(_ session: inout JSONObject) {
        FieldPath("audio.input.turn_detection.create_response").set(false, in: &session)
    }

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        if event.isFromModel("input_audio_buffer.committed") {
            stage.also(
                does: .toModel(
                    stage.link, ["type": "response.create", "response": ["instructions": "Be brief."]]))
        }
        return update.hears(event)
    }
}

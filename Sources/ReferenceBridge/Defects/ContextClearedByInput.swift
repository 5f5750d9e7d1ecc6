import JSONText
import RealtimeProtocol

/// Every turn is asked for with an empty input, copied from an example of classification.
struct ContextClearedByInput: SettingsDefect {
    static let id = "context-cleared-by-input"
    var update = UncheckedUpdate()
    init(_ seat: DefectSeat) {}

    func spoil(_ session: inout JSONObject) {
        FieldPath("audio.input.turn_detection.create_response").set(false, in: &session)
    }

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        if event.isFromModel("input_audio_buffer.committed") {
            stage.also(does: .toModel(stage.link, ["type": "response.create", "response": ["input": []]]))
        }
        return update.hears(event)
    }
}

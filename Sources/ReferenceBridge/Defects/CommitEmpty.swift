import JSONText
import RealtimeProtocol

/// Turns are taken by hand, and a second timer ends each of them again.
struct CommitEmpty: SettingsDefect {
    static let id = "commit-empty"
    var update = UncheckedUpdate()
    private var turns = HandmadeTurns()
    init(_ seat: DefectSeat) {}

    func spoil(_ session: inout JSONObject) { FieldPath("audio.input.turn_detection").set(.null, in: &session) }

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        if turns.endsTurn(event) {
            stage.also(does: .toModel(stage.link, ["type": "input_audio_buffer.commit"]))
            stage.also(does: .toModel(stage.link, ["type": "response.create"]))
        } else if event.isFromModel("response.done") {
            // Nothing was appended in between: both are sent in one go.
            stage.also(does: .toModel(stage.link, ["type": "input_audio_buffer.clear"]))
            stage.also(does: .toModel(stage.link, ["type": "input_audio_buffer.commit"]))
            if turns.hasTaken { stage.also(does: .toModel(stage.link, ["type": "response.create"])) }
            turns.hasTaken = false
        }
        return update.hears(event)
    }
}

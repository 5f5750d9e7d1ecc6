import JSONText
import RealtimeProtocol

/// Turns are taken by hand, and the reply is asked for before the caller's words are committed.
struct MisGroundedReply: SettingsDefect {
    static let id = "mis-grounded-reply"
    var update = UncheckedUpdate()
    private var turns = HandmadeTurns()
    init(_ seat: DefectSeat) {}

    func spoil(_ session: inout JSONObject) { FieldPath("audio.input.turn_detection").set(.null, in: &session) }

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        if turns.endsTurn(event) {
            stage.also(does: .toModel(stage.link, ["type": "response.create"]))
            stage.also(does: .toModel(stage.link, ["type": "input_audio_buffer.commit"]))
        }
        return update.hears(event)
    }
}

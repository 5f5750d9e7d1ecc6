import JSONText
import RealtimeProtocol

/// Semantic turn detection with all the patience there is.
struct SemanticVADSlow: SettingsDefect {
    static let id = "semantic-vad-slow"
    var update = UncheckedUpdate()
    init(_ seat: DefectSeat) {}

    func spoil(_ session: inout JSONObject) {
        FieldPath("audio.input.turn_detection").set(
            ["type": "semantic_vad", "eagerness": "low"], in: &session)
    }
}

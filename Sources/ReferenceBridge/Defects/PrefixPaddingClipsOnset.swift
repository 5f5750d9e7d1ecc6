import JSONText
import RealtimeProtocol

/// Nothing is kept of what came before speech was noticed, which takes loud speech.
struct PrefixPaddingClipsOnset: SettingsDefect {
    static let id = "prefix-padding-clips-onset"
    var update = UncheckedUpdate()
    init(_ seat: DefectSeat) {}

    func spoil(_ session: inout JSONObject) {
        FieldPath("audio.input.turn_detection.prefix_padding_ms").set(0, in: &session)
        FieldPath("audio.input.turn_detection.threshold").set(0.8, in: &session)
    }
}

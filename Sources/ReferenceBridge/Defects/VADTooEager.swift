import JSONText
import RealtimeProtocol

/// Turn detection takes every pause for the end.
struct VADTooEager: SettingsDefect {
    static let id = "vad-too-eager"
    var update = UncheckedUpdate()
    init(_ seat: DefectSeat) {}

    func spoil(_ session: inout JSONObject) {
        FieldPath("audio.input.turn_detection.silence_duration_ms").set(100, in: &session)
    }
}

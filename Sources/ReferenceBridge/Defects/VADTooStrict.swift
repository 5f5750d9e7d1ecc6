import JSONText
import RealtimeProtocol

/// Turn detection waits for two seconds of silence.
struct VADTooStrict: SettingsDefect {
    static let id = "vad-too-strict"
    var update = UncheckedUpdate()
    init(_ seat: DefectSeat) {}

    func spoil(_ session: inout JSONObject) {
        FieldPath("audio.input.turn_detection.silence_duration_ms").set(2_000, in: &session)
    }
}

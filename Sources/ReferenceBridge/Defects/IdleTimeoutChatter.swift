import JSONText
import RealtimeProtocol

/// The service is to prompt a silent caller, and nobody counts how often.
struct IdleTimeoutChatter: SettingsDefect {
    static let id = "idle-timeout-chatter"
    var update = UncheckedUpdate()
    init(_ seat: DefectSeat) {}

    func spoil(_ session: inout JSONObject) {
        FieldPath("audio.input.turn_detection.idle_timeout_ms").set(5_000, in: &session)
    }
}

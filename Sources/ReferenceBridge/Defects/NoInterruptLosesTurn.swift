import JSONText
import RealtimeProtocol

/// The caller may not interrupt, and what is said into a reply is not answered later either.
struct NoInterruptLosesTurn: SettingsDefect {
    static let id = "no-interrupt-loses-turn"
    var update = UncheckedUpdate()
    init(_ seat: DefectSeat) {}

    func spoil(_ session: inout JSONObject) {
        FieldPath("audio.input.turn_detection.interrupt_response").set(false, in: &session)
    }
}

import JSONText
import RealtimeProtocol

/// The service is to end turns and not to answer them, and nobody else does.
struct CreateResponseFalse: SettingsDefect {
    static let id = "create-response-false"
    var update = UncheckedUpdate()
    init(_ seat: DefectSeat) {}

    func spoil(_ session: inout JSONObject) {
        FieldPath("audio.input.turn_detection.create_response").set(false, in: &session)
    }
}

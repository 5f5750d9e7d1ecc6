import JSONText
import RealtimeProtocol

/// A voice of the speech endpoint is asked for.
struct UnsupportedVoice: SettingsDefect {
    static let id = "unsupported-voice"
    var update = UncheckedUpdate()
    init(_ seat: DefectSeat) {}

    func spoil(_ session: inout JSONObject) {
        FieldPath("audio.output.voice").set("nova", in: &session)
    }
}

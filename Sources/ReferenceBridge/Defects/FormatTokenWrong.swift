import JSONText
import RealtimeProtocol

/// The audio formats have the beta's names.
struct FormatTokenWrong: SettingsDefect {
    static let id = "format-token-wrong"
    var update = UncheckedUpdate()
    init(_ seat: DefectSeat) {}

    func spoil(_ session: inout JSONObject) {
        FieldPath("audio.input.format").set("g711_ulaw", in: &session)
        FieldPath("audio.output.format").set("g711_ulaw", in: &session)
    }
}

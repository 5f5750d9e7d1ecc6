import JSONText
import RealtimeProtocol

/// Turn detection is switched off against noise, and nobody commits instead.
struct VADOffNobodyCommits: SettingsDefect {
    static let id = "vad-off-nobody-commits"
    var update = UncheckedUpdate()
    init(_ seat: DefectSeat) {}

    func spoil(_ session: inout JSONObject) {
        FieldPath("audio.input.turn_detection").set(.null, in: &session)
    }
}

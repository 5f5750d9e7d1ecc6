import JSONText

/// The session was changed to text, and the handlers still wait for audio.
struct WrongModalityListener: SettingsDefect {
    static let id = "wrong-modality-listener"
    var update = UncheckedUpdate()
    init(_ seat: DefectSeat) {}

    func spoil(_ session: inout JSONObject) { session["output_modalities"] = ["text"] }
}

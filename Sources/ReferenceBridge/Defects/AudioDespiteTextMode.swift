import JSONText

/// Wants text, to say it with a voice of its own, and plays whatever audio comes nevertheless.
struct AudioDespiteTextMode: SettingsDefect {
    static let id = "audio-despite-text-mode"
    var update = UncheckedUpdate()
    init(_ seat: DefectSeat) {}

    func spoil(_ session: inout JSONObject) {
        session["output_modalities"] = ["text"]
    }
}

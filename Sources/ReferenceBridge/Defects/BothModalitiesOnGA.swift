import JSONText

/// Text and audio are asked for together.
struct BothModalitiesOnGA: SettingsDefect {
    static let id = "both-modalities-on-ga"
    var update = UncheckedUpdate()
    init(_ seat: DefectSeat) {}

    func spoil(_ session: inout JSONObject) {
        session["output_modalities"] = ["text", "audio"]
    }
}

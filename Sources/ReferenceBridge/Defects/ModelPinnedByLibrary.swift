import JSONText

/// The configuration names a model, and the URL another one.
struct ModelPinnedByLibrary: SettingsDefect {
    static let id = "model-pinned-by-library"
    var update = UncheckedUpdate()
    init(_ seat: DefectSeat) {}

    func spoil(_ session: inout JSONObject) {
        session["model"] = "gpt-realtime-2.1"
    }
}

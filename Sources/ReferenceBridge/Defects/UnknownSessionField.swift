import JSONText

/// A setting is made up.
struct UnknownSessionField: SettingsDefect {
    static let id = "unknown-session-field"
    var update = UncheckedUpdate()
    init(_ seat: DefectSeat) {}

    func spoil(_ session: inout JSONObject) {
        session["response_stabilization"] = true
    }
}

import JSONText

/// The session says what it wants and not what it is, as the beta allowed.
struct SessionTypeMissing: SettingsDefect {
    static let id = "session-type-missing"
    var update = UncheckedUpdate()
    init(_ seat: DefectSeat) {}

    func spoil(_ session: inout JSONObject) {
        session["type"] = nil
    }
}

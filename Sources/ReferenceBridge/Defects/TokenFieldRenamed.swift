import JSONText

/// The token limit has the beta's name.
struct TokenFieldRenamed: SettingsDefect {
    static let id = "token-field-renamed"
    var update = UncheckedUpdate()
    init(_ seat: DefectSeat) {}

    func spoil(_ session: inout JSONObject) {
        session["max_response_output_tokens"] = 4_000
    }
}

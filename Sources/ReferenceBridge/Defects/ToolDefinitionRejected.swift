import JSONText

/// The tools have the nested shape of chat completions.
struct ToolDefinitionRejected: SettingsDefect {
    static let id = "tool-definition-rejected"
    var update = UncheckedUpdate()
    init(_ seat: DefectSeat) {}

    func spoil(_ session: inout JSONObject) {
        session["tools"] = [
            ["type": "function", "function": ["name": "get_weather", "parameters": ["type": "object"]]]
        ]
    }
}

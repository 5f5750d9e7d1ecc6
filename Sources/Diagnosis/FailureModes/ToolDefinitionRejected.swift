/// A tool in a shape that the service refuses takes the whole update with it.
struct ToolDefinitionRejected: FailureMode {
    static let about = About(
        id: "tool-definition-rejected",
        title: "a tool's definition was refused, and the whole configuration with it",
        hears: "It connects and behaves as if nothing had been configured, since a tool was added.",
        evidence:
            "an error whose param lies in session.tools or response.tools, and no session.updated for that update",
        tellsApart: "The param names the tool: session.tools[2].meta",
        causes: [
            "the nested shape of chat completions: {\"type\": \"function\", \"function\": {…}}",
            "\"type\": \"function\" is missing", "extra keys of a framework",
        ],
        remedy:
            "Write each tool flat: {\"type\": \"function\", \"name\": …, \"description\": …, \"parameters\": {…}}, and nothing else.",
        atFault: .configuration,
        source: "catalogue: tool-definition-rejected; OpenAI Realtime, tools; realtime reference, 6.6",
        refines: ["session-update-rejected-defaults"], stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.sighting(ofRefusals: ToolDefinitionRejected.fits) {
            $0.words($0.subject == .request ? "response.create" : "session.update")
        }
    }

    static func fits(_ refusal: Refusal) -> Bool {
        refusal.subject != .item && (refusal.field == "tools" || refusal.field.hasPrefix("tools["))
    }
}

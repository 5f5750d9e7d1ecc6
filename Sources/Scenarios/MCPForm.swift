/// The keys of a scripted MCP server.
import JSONText

extension Record {
    package static let mcpServer = Record(
        name: "mcp",
        keys: [
            Key("server", .line(maximumBytes: 64), required: true, "The `server_label` that the client gives it."),
            Key("tools", .list(.record(.mcpTool)), "What it offers."),
            Key("list", .duration(0...600_000), default: "200ms", "How long importing the list of tools takes."),
            Key("unreachable", .truth, default: "false", "The list cannot be imported: `mcp_list_tools.failed`."),
        ])

    package static let mcpTool = Record(
        name: "tool",
        keys: [
            Key("name", .line(maximumBytes: 64), required: true, "The tool's name."),
            Key("description", .text, "What the list says of it."),
            Key("parameters", .json, default: "{type: object}", "JSON Schema of its input."),
            Key("read-only", .truth, default: "false", "`annotations.readOnlyHint`, by which approvals can be sorted."),
            Key("output", .jsonText, default: "\"\"", "What a call returns; a mapping is written out as JSON."),
            Key("fails", .record(.mcpFailure), "The error that a call ends with, instead of an output."),
            Key("takes", .duration(0...600_000), default: "150ms", "How long a call takes."),
        ],
        constraints: [.atMostOne(["output", "fails"])])

    package static let mcpFailure = Record(
        name: "fails",
        keys: [
            Key(
                "type", .word(["tool_execution_error", "protocol_error", "http_error"]),
                default: "tool_execution_error", "The error's type."),
            Key("code", .integer(-40_000...40_000), default: "none, -32603 or 500", "Of a protocol or HTTP error."),
            Key("message", .text, required: true, "The error's message."),
        ])
}

extension MCPServerPlan {
    init(_ fields: Fields) {
        self.init(label: fields.text("server") ?? "", tools: fields.records("tools").map { Tool($0) })
        listMs = fields.number("list") ?? listMs
        isUnreachable = fields.truth("unreachable") ?? isUnreachable
    }
}

extension MCPServerPlan.Tool {
    fileprivate init(_ fields: Fields) {
        self.init(
            name: fields.text("name") ?? "", about: fields.text("description"),
            isReadOnly: fields.truth("read-only") ?? false, output: fields.text("output") ?? "",
            failure: fields.record("fails").map { MCPServerPlan.Failure($0) })
        if case .json(let schema)? = fields.values["parameters"], schema.object != nil { parameters = schema }
        takesMs = fields.number("takes") ?? takesMs
    }
}

extension MCPServerPlan.Failure {
    fileprivate init(_ fields: Fields) {
        let type = fields.text("type") ?? "tool_execution_error"
        // -32603 is JSON-RPC's internal error.
        let usual: Int? = type == "http_error" ? 500 : type == "protocol_error" ? -32_603 : nil
        self.init(
            type: type, code: type == "tool_execution_error" ? nil : fields.integer("code") ?? usual,
            message: fields.text("message") ?? "")
    }
}

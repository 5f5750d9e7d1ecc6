package import JSONText

/// An MCP server as a scenario describes it: what it offers, what its tools return, and how it fails. The mock opens no connection to
/// the real one.
package struct MCPServerPlan: Sendable, Equatable {
    /// `server_label` of the client's tool.
    package var label: String
    package var tools: [Tool]
    /// Importing the list of tools takes so long.
    package var listMs: Double
    /// The list cannot be imported.
    package var isUnreachable: Bool

    package struct Tool: Sendable, Equatable {
        package var name: String
        package var about: String?
        /// JSON Schema.
        package var parameters: JSON
        package var isReadOnly: Bool
        /// What a call returns.
        package var output: String
        /// Instead of an output.
        package var failure: Failure?
        /// A call takes so long.
        package var takesMs: Double

        package init(
            name: String, about: String? = nil, parameters: JSON = ["type": "object"], isReadOnly: Bool = false,
            output: String = "", failure: Failure? = nil, takesMs: Double = 150
        ) {
            self.name = name
            self.about = about
            self.parameters = parameters
            self.isReadOnly = isReadOnly
            self.output = output
            self.failure = failure
            self.takesMs = takesMs
        }
    }

    /// `mcp_call.error`.
    package struct Failure: Sendable, Equatable {
        /// `protocol_error`, `tool_execution_error` or `http_error`.
        package var type: String
        /// Of a protocol or HTTP error.
        package var code: Int?
        package var message: String
        package init(type: String, code: Int? = nil, message: String) {
            self.type = type
            self.code = code
            self.message = message
        }
    }

    package init(label: String, tools: [Tool] = [], listMs: Double = 200, isUnreachable: Bool = false) {
        self.label = label
        self.tools = tools
        self.listMs = listMs
        self.isUnreachable = isUnreachable
    }
}

package import JSONText

/// One entry of a conversation: a message, a function call or its output, an MCP step. Realtime reference, 6.4.
package struct Item: WireObject {
    package var id: String?
    package var type: ItemType
    package var status: ItemStatus?
    package var role: Role?
    /// Of messages.
    package var content: [ContentPart]
    /// Of `function_call` and `mcp_call`.
    package var name: String?
    package var callID: String?
    /// JSON text.
    package var arguments: String?
    /// Of `function_call_output` and `mcp_call`.
    package var output: String?
    /// Of an assistant's message, gpt-realtime-2.x only: `commentary` or `final_answer`.
    package var phase: String?
    /// Of every MCP item but the approval response.
    package var serverLabel: String?
    package var approvalRequestID: String?
    package var approve: Bool?
    package var extra: JSONObject = [:]

    package init(id: String?, type: ItemType, status: ItemStatus? = nil, role: Role? = nil, content: [ContentPart] = [])
    {
        self.id = id
        self.type = type
        self.status = status
        self.role = role
        self.content = content
    }

    package init(from reader: inout FieldReader) throws(FieldError) {
        id = reader.optionalString("id")
        type = try reader.token("type")
        status = reader.optionalToken("status")
        role = reader.optionalToken("role")
        content = type == .message ? reader.optionalList("content") ?? [] : []
        name = reader.optionalString("name")
        callID = reader.optionalString("call_id")
        arguments = reader.optionalString("arguments")
        output = reader.optionalString("output")
        phase = reader.optionalString("phase")
        serverLabel = reader.optionalString("server_label")
        approvalRequestID = reader.optionalString("approval_request_id")
        approve = reader.optionalBool("approve")
        if reader.dialect == .beta, role == .assistant {
            for index in content.indices { content[index].type = content[index].type.ga }
        }
    }

    package func write(to writer: inout FieldWriter) {
        writer.put("id", id)
        // GA items carry no `object` in captures.
        if writer.dialect == .beta, writer.sender == .server, extra["object"] == nil {
            writer.put("object", "realtime.item" as String)
        }
        writer.put("type", type)
        writer.put("status", status)
        writer.put("role", role)
        // A content that could not be read is in `extra`.
        if type == .message, extra["content"] == nil { writer.put("content", content(in: writer.dialect)) }
        writer.put("name", name)
        writer.put("call_id", callID)
        writer.put("arguments", arguments)
        writer.put("output", output)
        writer.put("phase", phase)
        writer.put("server_label", serverLabel)
        writer.put("approval_request_id", approvalRequestID)
        writer.put("approve", approve)
    }

    private func content(in dialect: Dialect) -> [ContentPart] {
        guard dialect == .beta, role == .assistant else { return content }
        return content.map { part in
            var part = part
            part.type = part.type.beta
            return part
        }
    }
}

extension Item {
    package static func message(
        id: String?, role: Role, status: ItemStatus? = nil, content: [ContentPart]
    ) -> Item {
        Item(id: id, type: .message, status: status, role: role, content: content)
    }

    package static func functionCall(
        id: String?, status: ItemStatus? = nil, name: String, callID: String, arguments: String
    ) -> Item {
        var item = Item(id: id, type: .functionCall, status: status)
        item.name = name
        item.callID = callID
        item.arguments = arguments
        return item
    }

    package static func functionCallOutput(id: String?, callID: String, output: String) -> Item {
        var item = Item(id: id, type: .functionCallOutput)
        item.callID = callID
        item.output = output
        return item
    }

    /// Everything that is to be read in its content.
    package var words: String { content.compactMap(\.words).joined(separator: " ") }
}

package struct ItemType: WireToken {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let message: Self = "message"
    package static let functionCall: Self = "function_call"
    package static let functionCallOutput: Self = "function_call_output"
    /// Only in `response.create` input.
    package static let itemReference: Self = "item_reference"
}

package struct ItemStatus: WireToken {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let inProgress: Self = "in_progress"
    package static let completed: Self = "completed"
    package static let incomplete: Self = "incomplete"
}

package struct Role: WireToken {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let user: Self = "user"
    package static let assistant: Self = "assistant"
    package static let system: Self = "system"
}

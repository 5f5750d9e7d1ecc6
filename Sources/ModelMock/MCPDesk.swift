import JSONText
import RealtimeProtocol
import Scenarios

/// The MCP servers of one session: which are defined, which lists are on their way, what can be called. OpenAI Realtime, MCP guide;
/// realtime reference, 6.6 and 7.9.
struct MCPDesk {
    /// A tool that the model may call now.
    struct Offer: Equatable {
        let server: String
        let tool: MCPServerPlan.Tool
        let needsApproval: Bool
    }

    enum Result {
        case output(String)
        case failure(MCPServerPlan.Failure)
    }

    struct Import {
        let label: String
        let itemID: String
        let previousID: String?
        let due: Duration
    }

    private enum State { case importing, ready, failed }

    private struct Server {
        var definition: JSONObject
        var state: State
    }

    /// A client that defines servers without end.
    private static let maximumServers = 64

    private let plans: [MCPServerPlan]
    private var servers: [String: Server] = [:]
    private(set) var imports: [Import] = []

    init(plans: [MCPServerPlan]) { self.plans = plans }

    var nextDue: Duration? { imports.map(\.due).min() }

    func isImporting(_ label: String) -> Bool { servers[label]?.state == .importing }

    // MARK: Defining

    /// Takes over the MCP servers among these tools, or says why none of them is.
    ///
    /// - Parameter path: `session.tools`, for the refusal.
    /// - Returns: Labels whose lists have to be imported.
    mutating func define(_ tools: [JSON], at path: String) throws(ErrorDetail) -> [String] {
        var wanted: [(label: String, definition: JSONObject)] = []
        for (index, tool) in tools.enumerated() where tool["type"] == "mcp" {
            guard let definition = tool.object, let label = definition["server_label"]?.string else { continue }
            let place = "\(path)[\(index)]"
            if wanted.contains(where: { $0.label == label }) {
                throw .badTool("\(place).server_label", "Duplicate server_label '\(label)' found in tools.")
            }
            try check(definition, known: servers[label] != nil, at: place)
            wanted.append((label, definition))
        }
        guard servers.count + wanted.count(where: { servers[$0.label] == nil }) <= Self.maximumServers else {
            throw .badTool(path, "Too many MCP servers in this session.")
        }
        return wanted.compactMap { take($0.definition, as: $0.label) }
    }

    private func check(_ definition: JSONObject, known: Bool, at place: String) throws(ErrorDetail) {
        let places = ["server_url", "connector_id", "tunnel_id"].filter { definition[$0]?.string != nil }
        if places.count > 1 {
            throw .badTool(
                place, "Only one of 'server_url', 'connector_id' and 'tunnel_id' may be given for an MCP tool.")
        }
        if places.isEmpty, !known {
            throw ErrorDetail(
                code: "missing_required_parameter",
                message: "Missing required parameter: one of '\(place).server_url' and '\(place).connector_id'.",
                param: "\(place).server_url")
        }
        if let connector = definition["connector_id"]?.string, !Self.connectors.contains(connector) {
            throw .invalidValue("\(place).connector_id", connector, supported: Self.connectors)
        }
        let headers = definition["headers"]?.object?.members.map { $0.key.lowercased() } ?? []
        if definition["authorization"]?.string != nil, headers.contains("authorization") {
            throw .badTool(
                place, "Only one of 'authorization' and 'headers.Authorization' may be given for an MCP tool.")
        }
    }

    private static let connectors = [
        "dropbox", "gmail", "googlecalendar", "googledrive", "microsoftteams", "outlookcalendar", "outlookemail",
        "sharepoint",
    ].map { "connector_\($0)" }

    /// A label alone stands for what was defined under it before.
    private mutating func take(_ definition: JSONObject, as label: String) -> String? {
        if var known = servers[label] {
            let before = known.definition
            for member in definition.members { known.definition[member.key] = member.value }
            servers[label] = known
            // Which tools are allowed is our affair; another address is another server.
            let isSame = ["server_url", "connector_id", "tunnel_id", "authorization", "headers"]
                .allSatisfy { before[$0] == known.definition[$0] }
            if isSame, known.state != .failed { return nil }
        } else {
            servers[label] = Server(definition: definition, state: .importing)
        }
        servers[label]?.state = .importing
        return label
    }

    // MARK: Importing

    mutating func beginImport(_ label: String, item: String, after previous: String?, at now: Duration) {
        // A list that was begun also ends, when its server has been defined anew meanwhile. Who defines without end loses the oldest one.
        if imports.count >= Self.maximumServers {
            let lost = imports.removeFirst()
            if lost.label != label, !imports.contains(where: { $0.label == lost.label }) {
                servers[lost.label]?.state = .failed
            }
        }
        let due = now + .milliseconds(plan(label).listMs)
        imports.append(Import(label: label, itemID: item, previousID: previous, due: due))
    }

    /// The next list that is due, and its tools; nil for the tools when the server cannot be reached.
    mutating func finishImport(at now: Duration) -> (list: Import, tools: JSON?)? {
        guard let index = imports.firstIndex(where: { $0.due <= now }) else { return nil }
        let list = imports.remove(at: index)
        let isReachable = !plan(list.label).isUnreachable
        // The last definition counts.
        if !imports.contains(where: { $0.label == list.label }) {
            servers[list.label]?.state = isReachable ? .ready : .failed
        }
        return (list, isReachable ? .array(offered(list.label).map(\.listing)) : nil)
    }

    // MARK: Offering

    /// What the model may call, of the servers among these tools whose lists are there.
    func offers(of tools: [JSON]) -> [Offer] {
        tools.flatMap { tool -> [Offer] in
            guard tool["type"] == "mcp", let label = tool["server_label"]?.string, let server = servers[label],
                server.state == .ready
            else { return [] }
            return offered(label).map {
                Offer(server: label, tool: $0, needsApproval: Self.needsApproval($0, server.definition))
            }
        }
    }

    private func offered(_ label: String) -> [MCPServerPlan.Tool] {
        let allowed = servers[label]?.definition["allowed_tools"]
        return plan(label).tools.filter { tool in
            switch allowed {
            case .array(let names)?: names.contains(.string(tool.name))
            case .object(let filter)?: Self.matches(tool, filter)
            default: true
            }
        }
    }

    /// Of a server that nobody has described, what the client expects of it.
    private func plan(_ label: String) -> MCPServerPlan {
        if let plan = plans.first(where: { $0.label == label }) { return plan }
        let allowed = servers[label]?.definition["allowed_tools"]
        let names = (allowed?.array ?? allowed?["tool_names"]?.array)?.compactMap(\.string) ?? []
        let query: JSON = ["type": "object", "properties": ["query": ["type": "string"]], "required": ["query"]]
        return MCPServerPlan(
            label: label,
            tools: (names.isEmpty ? ["search"] : names).prefix(64).map { name in
                MCPServerPlan.Tool(
                    name: name, parameters: query, isReadOnly: true, output: "\(name) found what it looked for.")
            })
    }

    /// Without a word about it, every call has to be approved.
    private static func needsApproval(_ tool: MCPServerPlan.Tool, _ definition: JSONObject) -> Bool {
        switch definition["require_approval"] {
        case "never"?: false
        case .object(let filters)?: !(filters["never"]?.object.map { matches(tool, $0) } ?? false)
        default: true
        }
    }

    private static func matches(_ tool: MCPServerPlan.Tool, _ filter: JSONObject) -> Bool {
        if let names = filter["tool_names"]?.array, !names.contains(.string(tool.name)) { return false }
        if let readOnly = filter["read_only"]?.bool, readOnly != tool.isReadOnly { return false }
        return true
    }
}

extension MCPServerPlan.Tool {
    /// As an `mcp_list_tools` item shows it.
    fileprivate var listing: JSON {
        var json: JSONObject = ["name": .string(name)]
        if let about { json["description"] = .string(about) }
        json["input_schema"] = parameters
        json["annotations"] = ["readOnlyHint": .bool(isReadOnly)]
        return .object(json)
    }
}

extension MCPServerPlan.Failure {
    /// `mcp_call.error`
    var json: JSON {
        var json: JSONObject = ["type": .string(type)]
        if let code { json["code"] = JSON(code) }
        json["message"] = .string(message)
        return .object(json)
    }
}

extension ErrorDetail {
    /// That such tools are refused is documented, the wording is not.
    fileprivate static func badTool(_ path: String, _ message: String) -> ErrorDetail {
        ErrorDetail(code: "invalid_value", message: message, param: path)
    }
}

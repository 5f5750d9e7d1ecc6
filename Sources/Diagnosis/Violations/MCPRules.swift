/// I105 to I109: tools of MCP servers. OpenAI Realtime, GA.
import JSONText
import RealtimeProtocol

struct MCPRules: Sendable {
    /// Lists and calls that go on.
    private var running: Set<String> = []
    private var ended: Set<String> = []
    private var argumentsDone: Set<String> = []
    /// Approval requests that were not answered.
    private var approvals: [String: Moment] = [:]

    mutating func client(_ type: EventType, _ json: JSON) {
        guard type == .conversationItemCreate, let id = json["item"]?["approval_request_id"]?.string else { return }
        approvals[id] = nil
    }

    mutating func server(
        _ type: EventType, _ json: JSON, at moment: Moment, _ context: RuleContext, _ breaches: inout Breaches
    ) {
        switch type {
        case .mcpListToolsInProgress, .mcpListToolsCompleted, .mcpListToolsFailed:
            follow(
                json, begins: type == .mcpListToolsInProgress, "I105", "a list of tools is begun once and ends once",
                at: moment, &breaches)
        case .mcpCallArgumentsDone: if let id = json["item_id"]?.string { argumentsDone.insert(id) }
        case .mcpCallInProgress, .mcpCallCompleted, .mcpCallFailed:
            if type == .mcpCallInProgress, let id = json["item_id"]?.string, argumentsDone.remove(id) == nil,
                context.holds(.mcpCallArgumentsDone)
            {
                breaches.add("I107", .server, "an MCP call begins after its arguments and ends once", id, at: moment)
            }
            follow(
                json, begins: type == .mcpCallInProgress, "I107",
                "an MCP call begins after its arguments and ends once", at: moment, &breaches)
        case .itemDone, .outputItemDone: item(json["item"] ?? .null, at: moment, &breaches)
        default: break
        }
    }

    private mutating func follow(
        _ json: JSON, begins: Bool, _ rule: String, _ words: String, at moment: Moment, _ breaches: inout Breaches
    ) {
        guard let id = json["item_id"]?.string else { return }
        if begins {
            running.insert(id)
        } else if running.remove(id) != nil {
            ended.insert(id)
        } else if ended.contains(id) {
            breaches.add(rule, .server, words, "\(id) ends again", at: moment)
        }
    }

    private mutating func item(_ item: JSON, at moment: Moment, _ breaches: inout Breaches) {
        guard let id = item["id"]?.string else { return }
        switch item["type"]?.string {
        case "mcp_list_tools":
            if ended.contains(id), item["error"] == nil, item["tools"]?.array == nil {
                breaches.add("I106", .server, "a finished list of tools holds them", id, at: moment)
            }
        case "mcp_call":
            let output = item["output"].map { !$0.isNull } ?? false
            let error = item["error"].map { !$0.isNull } ?? false
            if output && error {
                breaches.add("I109", .server, "an MCP call has an output or an error", "\(id) has both", at: moment)
            }
        case "mcp_approval_request": if approvals[id] == nil { approvals[id] = moment }
        default: break
        }
    }

    func finish(_ facts: ModelConnection, _ breaches: inout Breaches) {
        guard facts.clientEvents > 0 else { return }
        for (id, asked) in approvals.sorted(by: { $0.value < $1.value })
        where facts.last.seconds(since: asked).map({ $0 > 30 }) ?? false {
            breaches.add(
                "I108", .client, "an MCP approval request is answered by the client", "\(id) after 30 s", at: asked)
        }
    }
}

import JSONText
import ModelMock
import RealtimeProtocol
import Scenarios
import TestSupport
import Testing

/// Tools of MCP servers, which the service calls itself: lists, calls, failures, approvals. OpenAI Realtime, MCP guide.
struct MCPTests {
    private static let plan = ModelPlan(
        replies: [Reply(tool: "search_docs", say: "The docs say: use a WebSocket.")],
        mcp: [
            MCPServerPlan(
                label: "docs",
                tools: [
                    .init(
                        name: "search_docs", about: "Searches.",
                        parameters: ["type": "object", "properties": ["query": ["type": "string"]]], isReadOnly: true,
                        output: "a page", takesMs: 300),
                    .init(
                        name: "delete_docs",
                        failure: .init(type: "http_error", code: 403, message: "forbidden")),
                ], listMs: 250),
            MCPServerPlan(label: "broken", isUnreachable: true),
        ])

    private func tool(_ label: String = "docs", approval: JSON = "never", more: JSONObject = [:]) -> JSON {
        var tool: JSONObject = [
            "type": "mcp", "server_label": .string(label), "server_url": "https://example.com/mcp",
            "require_approval": approval,
        ]
        for member in more.members { tool[member.key] = member.value }
        return .object(tool)
    }

    private func ready(_ tools: JSON..., plan: ModelPlan = MCPTests.plan) -> VirtualModelCall {
        var call = VirtualModelCall(plan: plan)
        call.configure(["tools": .array(tools), "output_modalities": ["text"]])
        call.wait(.seconds(1))
        return call
    }

    private func errors(_ call: VirtualModelCall) -> [JSON] { call.received("error").map { $0["error"] ?? .null } }

    @Test func `a response that brings a server which cannot be reached goes without it`() {
        var call = VirtualModelCall(plan: Self.plan)
        call.configure(["output_modalities": ["text"]])
        call.send(["type": "response.create", "response": ["tools": [tool("broken")]]])
        call.wait(.seconds(20))
        #expect(call.received("mcp_list_tools.failed").count == 1)
        #expect(call.received("response.created").count == 1)
        #expect(call.received("response.done").count == 1)
    }

    @Test func `a list is announced, imported and shown`() throws {
        var call = VirtualModelCall(plan: Self.plan)
        call.configure(["tools": [tool()]])
        #expect(
            call.types == [
                "session.created", "session.updated", "conversation.item.added", "mcp_list_tools.in_progress",
            ])
        call.wait(for: "mcp_list_tools.completed")
        let completed = try #require(call.received("mcp_list_tools.completed").first)
        #expect(call.clock == .milliseconds(250))
        let done = try #require(call.received("conversation.item.done").first)
        #expect(call.types.suffix(2) == ["mcp_list_tools.completed", "conversation.item.done"])
        #expect(done["item"]?["id"] == completed["item_id"])
        #expect(done["item"]?["server_label"] == "docs")
        #expect(done["item"]?["tools"]?.array?.map { $0["name"] } == ["search_docs", "delete_docs"])
        #expect(done["item"]?["tools"]?[0]?["input_schema"]?["properties"]?["query"] == ["type": "string"])
        #expect(done["item"]?["tools"]?[0]?["annotations"] == ["readOnlyHint": true])
        #expect(Invariants(call).broken == [])
    }

    @Test func `a server that cannot be reached fails, and the session goes on`() {
        var call = ready(tool("broken"))
        #expect(call.received("mcp_list_tools.failed").count == 1)
        #expect(call.received("mcp_list_tools.completed").isEmpty)
        call.ask("Search the docs.")
        #expect(call.wait(for: "response.done")?["response"]?["output"]?[0]?["type"] == "message")
        #expect(Invariants(call).broken == [])
    }

    @Test func `a tool is called by the service, and its output put into words in the same response`() throws {
        var call = ready(tool())
        call.ask("Please search the docs.")
        let response = try #require(call.wait(for: "response.done")?["response"])
        let items = try #require(response["output"]?.array)
        #expect(items.map { $0["type"] } == ["mcp_call", "message"])
        #expect(items[0]["output"] == "a page")
        #expect(items[0]["error"] == .null)
        #expect(items[0]["name"] == "search_docs")
        #expect(items[1]["content"]?[0]?["text"] == "The docs say: use a WebSocket.")
        let id = items[0]["id"]
        let story = call.types.filter { $0.hasPrefix("response.mcp") && !$0.hasSuffix("delta") }
        #expect(
            story == [
                "response.mcp_call_arguments.done", "response.mcp_call.in_progress", "response.mcp_call.completed",
            ])
        let progress = try #require(call.received("response.mcp_call.in_progress").first)
        #expect(progress["item_id"] == id && progress["response_id"] == nil && progress["output_index"] == 0)
        let times = call.timed
        func time(_ type: String) -> Duration? { times.first { $0.event["type"] == .string(type) }?.time }
        let (began, ended) = (time("response.mcp_call.in_progress"), time("response.mcp_call.completed"))
        #expect(try #require(ended) - #require(began) == .milliseconds(300))
        #expect(Invariants(call).broken == [])
    }

    @Test func `a call that fails says how, and the response goes on`() throws {
        var call = ready(tool())
        call.ask(
            "Delete it.", response: ["tool_choice": ["type": "mcp", "server_label": "docs", "name": "delete_docs"]])
        let items = try #require(call.wait(for: "response.done")?["response"]?["output"]?.array)
        #expect(items[0]["error"] == ["type": "http_error", "code": 403, "message": "forbidden"])
        #expect(items[0]["output"] == .null)
        #expect(items[1]["content"]?[0]?["text"]?.string?.contains("forbidden") == true)
        #expect(call.received("response.mcp_call.failed").count == 1)
        #expect(call.received("response.mcp_call.completed").isEmpty)
        #expect(Invariants(call).broken == [])
    }

    @Test(arguments: [true, false]) func `a call waits for ever for its approval, and obeys it`(approve: Bool) throws {
        var call = ready(tool(approval: "always"))
        call.ask("Please search the docs.")
        call.wait(.seconds(120))
        #expect(call.received("response.done").isEmpty)
        #expect(call.received("response.mcp_call.in_progress").isEmpty)
        let request = try #require(
            call.received("conversation.item.done").map { $0["item"] ?? .null }
                .first { $0["type"] == "mcp_approval_request" })
        #expect(request["name"] == "search_docs" && request["server_label"] == "docs")
        call.send([
            "type": "conversation.item.create",
            "item": [
                "id": .string("mcp_approval_\(request["id"]?.string ?? "")"), "type": "mcp_approval_response",
                "approval_request_id": request["id"] ?? nil, "approve": .bool(approve), "reason": "policy",
            ],
        ])
        let items = try #require(call.wait(for: "response.done")?["response"]?["output"]?.array)
        #expect(errors(call) == [])
        #expect(items[0]["approval_request_id"] == request["id"])
        #expect((items[0]["output"] == "a page") == approve)
        #expect(call.received("response.mcp_call.in_progress").count == (approve ? 1 : 0))
        #expect(call.received("response.mcp_call.failed").count == (approve ? 0 : 1))
        if !approve { #expect(items[0]["error"]?["message"] == "The tool call was not approved: policy") }
        #expect(Invariants(call).broken == [])
    }

    @Test(
        arguments: [
            ("always", true), ("never", false), (nil, true), (["never": ["tool_names": ["search_docs"]]], false),
            (["never": ["tool_names": ["delete_docs"]]], true), (["never": ["read_only": true]], false),
            (["always": ["tool_names": ["search_docs"]]], true),
        ] as [(JSON, Bool)])
    func `which tools need approval is the client's to say`(approval: JSON, isAsked: Bool) {
        var call = ready(tool(approval: approval))
        call.ask("Please search the docs.")
        call.wait(.seconds(10))
        #expect(call.received("response.done").isEmpty == isAsked)
    }

    @Test func `a server that is defined anew while its list is on the way has two lists`() {
        var call = VirtualModelCall(plan: Self.plan)
        for address in ["https://example.com/a", "https://example.com/b"] {
            call.configure(["tools": [tool(more: ["server_url": .string(address)])], "output_modalities": ["text"]])
            call.wait(.milliseconds(100))
        }
        call.wait(.seconds(1))
        let begun = call.received("mcp_list_tools.in_progress").map { $0["item_id"] }
        #expect(begun.count == 2)
        #expect(call.received("mcp_list_tools.completed").map { $0["item_id"] } == begun)
        call.ask("Please search the docs.")
        #expect(call.wait(for: "response.done")?["response"]?["output"]?[0]?["type"] == "mcp_call")
        #expect(Invariants(call).broken == [])
    }

    @Test func `an approval that nobody asked for is refused`() {
        var call = ready(tool())
        call.send([
            "type": "conversation.item.create",
            "item": ["type": "mcp_approval_response", "approval_request_id": "item_none", "approve": true],
        ])
        #expect(errors(call).map { $0["param"] } == ["item.approval_request_id"])
    }

    @Test func `a caller who interrupts ends a call that waits`() throws {
        var call = VirtualModelCall(plan: Self.plan)
        call.configure(["tools": [tool(approval: "always")]])
        call.wait(.seconds(1))
        call.ask("Please search the docs.")
        call.wait(.seconds(2))
        call.say("caller-hello")
        let cancelled = try #require(call.received("response.done").first?["response"])
        #expect(cancelled["status_details"]?["reason"] == "turn_detected")
        #expect(cancelled["output"]?[0]?["type"] == "mcp_call")
        call.wait(for: "response.done")
        #expect(Invariants(call).broken == [])
    }

    @Test func `only what is allowed is offered`() {
        let call = ready(tool(more: ["allowed_tools": ["delete_docs"]]))
        let list = call.received("conversation.item.done").first?["item"]?["tools"]
        #expect(list?.array?.map { $0["name"] } == ["delete_docs"])
        let filtered = ready(tool(more: ["allowed_tools": ["read_only": true]]))
        let readOnly = filtered.received("conversation.item.done").first?["item"]?["tools"]
        #expect(readOnly?.array?.map { $0["name"] } == ["search_docs"])
    }

    @Test func `tools that are still on their way cannot be called`() {
        var call = VirtualModelCall(plan: Self.plan)
        call.configure(["tools": [tool()], "output_modalities": ["text"]])
        call.ask("Please search the docs.")
        #expect(call.wait(for: "response.done")?["response"]?["output"]?[0]?["type"] == "message")
    }

    @Test func `a server for one response is imported first, and its label known afterwards`() throws {
        var call = VirtualModelCall(plan: Self.plan)
        call.ask("Please search the docs.", response: ["tools": [tool()], "output_modalities": ["text"]])
        #expect(call.received("response.created").isEmpty)
        let first = try #require(call.wait(for: "response.done")?["response"])
        #expect(first["output"]?[0]?["type"] == "mcp_call")
        call.ask(
            "Please search the docs.",
            response: ["tools": [["type": "mcp", "server_label": "docs"]], "output_modalities": ["text"]])
        let second = try #require(call.wait(for: "response.done")?["response"])
        #expect(second["output"]?[0]?["type"] == "mcp_call")
        #expect(call.received("mcp_list_tools.in_progress").count == 1)
        #expect(Invariants(call).broken == [])
    }

    @Test func `a server that no scenario describes offers what the client allows`() throws {
        var call = ready(tool("theirs", more: ["allowed_tools": ["lookup_order"]]), plan: ModelPlan())
        call.ask("Where is my order?")
        let items = try #require(call.wait(for: "response.done")?["response"]?["output"]?.array)
        #expect(items.map { $0["name"] } == ["lookup_order", nil])
        #expect(Invariants(call).broken == [])
    }

    @Test(
        arguments: [
            ("two of one label", 2, ["server_url": "https://example.com"], "session.tools[1].server_label"),
            ("no address", 1, [:], "session.tools[0].server_url"),
            ("two addresses", 1, ["server_url": "u", "connector_id": "connector_gmail"], "session.tools[0]"),
            ("no such connector", 1, ["connector_id": "connector_fax"], "session.tools[0].connector_id"),
            (
                "two authorizations", 1,
                ["server_url": "u", "authorization": "a", "headers": ["Authorization": "b"]], "session.tools[0]"
            ),
        ] as [(String, Int, JSONObject, String)])
    func `a definition that is wrong is refused before anything is imported`(
        what: String, count: Int, fields: JSONObject, param: String
    ) {
        var call = VirtualModelCall()
        var tool: JSONObject = ["type": "mcp", "server_label": "x"]
        for member in fields.members { tool[member.key] = member.value }
        call.configure(["tools": .array(Array(repeating: .object(tool), count: count))])
        #expect(errors(call).map { $0["param"] } == [.string(param)], "\(what)")
        #expect(call.types == ["session.created", "error"])
    }

    @Test func `a cap on tokens counts what is said after the tool too`() throws {
        var call = ready(tool())
        call.ask("Please search the docs.", response: ["max_output_tokens": 12])
        let response = try #require(call.wait(for: "response.done")?["response"])
        #expect(response["status"] == "incomplete")
        #expect(try #require(response["usage"]?["output_tokens"]?.integer) <= 12)
        #expect(Invariants(call).broken == [])
    }

    @Test func `out of band nothing of it enters the conversation`() throws {
        var call = ready(tool(approval: "always"))
        let before = call.received("conversation.item.added").count
        call.send([
            "type": "response.create",
            "response": [
                "conversation": "none",
                "input": [
                    [
                        "type": "message", "role": "user",
                        "content": [["type": "input_text", "text": "Search the docs."]],
                    ]
                ],
            ],
        ])
        let response = try #require(call.wait(for: "response.done")?["response"])
        #expect(response["output"]?[0]?["type"] == "mcp_call")
        #expect(call.received("conversation.item.added").count == before)
        #expect(Invariants(call).broken == [])
    }
}

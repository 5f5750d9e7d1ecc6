import JSONText
import ModelMock
import RealtimeProtocol
import Scenarios
import TestSupport
import Testing

/// What the model says when a scenario has written it down: by words, by patterns, by the tool that has answered, at its own pace.
struct ReplyScriptTests {
    private static func function(_ name: String) -> JSON {
        ["type": "function", "name": .string(name), "parameters": ["type": "object"]]
    }

    private func words(_ call: VirtualModelCall) -> [JSON] {
        call.received("response.output_audio_transcript.done").map { $0["transcript"] ?? nil }
    }

    private func answer(_ call: inout VirtualModelCall, _ output: String, to request: JSON) {
        call.send([
            "type": "conversation.item.create",
            "item": ["type": "function_call_output", "call_id": request["call_id"] ?? nil, "output": .string(output)],
        ])
    }

    @Test func `a pattern chooses the reply`() throws {
        let plan = ModelPlan(replies: [
            Reply(matching: try TextPattern("order (number )?\\d+"), say: "It is on its way."),
            Reply(say: "Pardon?"),
        ])
        var call = VirtualModelCall(plan: plan)
        for text in ["Where is ORDER number 77?", "Where is my order?"] {
            call.ask(text)
            call.wait(for: "response.done")
        }
        #expect(words(call) == ["It is on its way.", "Pardon?"])
    }

    @Test func `several functions are called in one response, and answered together`() throws {
        let calls = [
            Reply.FunctionCall(name: "get_weather", arguments: "{\"city\":\"London\"}"),
            Reply.FunctionCall(name: "get_time", arguments: "{}"),
        ]
        var call = VirtualModelCall(plan: ModelPlan(replies: [Reply(text: "both", calls: calls)]))
        call.configure(["tools": [Self.function("get_weather"), Self.function("get_time")]])
        call.ask("Tell me both.")
        let response = try #require(call.wait(for: "response.done")?["response"])
        let items = try #require(response["output"]?.array)
        #expect(items.map { $0["name"] } == ["get_weather", "get_time"])
        #expect(Set(items.compactMap { $0["call_id"]?.string }).count == 2)
        #expect(call.received("response.output_item.added").map { $0["output_index"] } == [0, 1])
        answer(&call, "12 degrees", to: items[0])
        answer(&call, "half past four", to: items[1])
        call.send(["type": "response.create"])
        call.wait(for: "response.done")
        #expect(words(call) == ["Here is what I found: 12 degrees half past four"])
        #expect(Invariants(call).broken == [])
    }

    @Test func `without parallel calls only one is made`() throws {
        let calls = ["a", "b"].map { Reply.FunctionCall(name: $0, arguments: "{}") }
        var call = VirtualModelCall(
            plan: ModelPlan(replies: [Reply(calls: calls)]),
            request: SessionRequest(target: "/v1/realtime?model=gpt-realtime-2.1"))
        call.ask("Go.", response: ["parallel_tool_calls": false])
        let response = call.wait(for: "response.done")?["response"]
        #expect(response?["output"]?.array?.compactMap { $0["name"] } == ["a"])
    }

    @Test func `tool_choice none keeps a script from calling`() {
        let plan = ModelPlan(replies: [Reply(say: "I will not.", calls: [.init(name: "look", arguments: "{}")])])
        var call = VirtualModelCall(plan: plan)
        call.ask("Look.", response: ["tool_choice": "none"])
        call.wait(for: "response.done")
        #expect(call.received("response.function_call_arguments.done").isEmpty)
        #expect(words(call) == ["I will not."])
    }

    @Test func `the tool that has answered chooses what follows, also the next call`() throws {
        let plan = ModelPlan(replies: [
            Reply(tool: "find_customer", calls: [.init(name: "find_orders", arguments: "{\"id\":7}")]),
            Reply(tool: "find_orders", say: "You have two orders."),
            Reply(text: "orders", calls: [.init(name: "find_customer", arguments: "{}")]),
        ])
        var call = VirtualModelCall(plan: plan)
        call.configure(["tools": [Self.function("find_customer"), Self.function("find_orders")]])
        call.ask("What orders do I have?")
        for name in ["find_customer", "find_orders"] {
            let item = try #require(call.wait(for: "response.done")?["response"]?["output"]?[0])
            #expect(item["name"] == .string(name))
            answer(&call, "{}", to: item)
            call.send(["type": "response.create"])
        }
        call.wait(for: "response.done")
        #expect(words(call) == ["You have two orders."])
        #expect(Invariants(call).broken == [])
    }

    @Test func `a reply has a pace of its own`() throws {
        let plan = ModelPlan(
            replies: [Reply(text: "slow", say: "One two three.", pace: PaceChange(firstAudioMs: 3_000))],
            pace: Pace(firstAudioMs: 100))
        var call = VirtualModelCall(plan: plan)
        for (text, wait) in [("slow", 3_000), ("fast", 100)] {
            let asked = call.clock
            call.ask(text)
            call.wait(for: "response.output_audio.delta")
            #expect(call.clock - asked == .milliseconds(wait))
            call.wait(for: "response.done")
        }
    }

    @Test func `text comes at so many tokens a second`() {
        let plan = ModelPlan(
            replies: [Reply(say: "one two three four five six seven eight")],
            pace: Pace(firstAudioMs: 0, tokensPerSecond: 4))
        var call = VirtualModelCall(plan: plan)
        call.ask("Count.", response: ["output_modalities": ["text"]])
        call.wait(for: "response.done")
        let times = call.timed.filter { $0.event["type"] == "response.output_text.delta" }.map(\.time)
        #expect(times.count == 8)
        #expect(zip(times.dropFirst(2), times.dropFirst(3)).allSatisfy { $1 - $0 == .milliseconds(250) })
    }

    @Test func `jitter delays and never reorders, and its seed repeats it`() {
        func times(_ seed: UInt64, _ jitter: Double) -> [Duration] {
            var call = VirtualModelCall(
                plan: ModelPlan(pace: Pace(jitterMs: jitter)), settings: MockSettings(seed: seed))
            call.ask("Hi.")
            call.wait(for: "response.done")
            #expect(Invariants(call).broken == [])
            return call.timed.filter { $0.event["type"] == "response.output_audio.delta" }.map(\.time)
        }
        let (steady, one, two, again) = (times(1, 0), times(1, 60), times(2, 60), times(1, 60))
        #expect(one == again)
        #expect(one != two)
        #expect(one.count == steady.count)
        #expect(zip(one, steady).allSatisfy { $0 >= $1 && $0 - $1 <= .milliseconds(120) })
        #expect(zip(one, steady).contains { $0 != $1 })
        #expect(one == one.sorted())
    }

    @Test func `gpt-realtime-2 begins a call before it has closed what it says before`() throws {
        let plan = ModelPlan(replies: [
            Reply(
                text: "weather", say: "Let me look.",
                calls: [.init(name: "get_weather", arguments: "{\"city\":\"London\"}")])
        ])
        var call = VirtualModelCall(
            plan: plan, request: SessionRequest(target: "/v1/realtime?model=gpt-realtime-2.1"))
        call.ask("The weather?")
        let response = try #require(call.wait(for: "response.done")?["response"])
        #expect(response["output"]?.array?.map { $0["type"] } == ["message", "function_call"])
        #expect(response["output"]?[0]?["phase"] == "commentary")
        let types = call.types
        let secondOpens = try #require(types.lastIndex(of: "response.output_item.added"))
        let firstCloses = try #require(types.firstIndex(of: "response.output_item.done"))
        #expect(secondOpens < firstCloses)
        #expect(Invariants(call).broken == [])
        call.ask("Thanks.")
        call.wait(for: "response.done")
        #expect(call.received("response.done").last?["response"]?["output"]?[0]?["phase"] == "final_answer")
        var older = VirtualModelCall(plan: plan)
        older.ask("The weather?")
        older.wait(for: "response.done")
        #expect(older.received("response.done").first?["response"]?["output"]?[0]?["phase"] == nil)
        #expect(
            older.types.firstIndex(of: "response.output_item.done") ?? 0
                < older.types.lastIndex(of: "response.output_item.added") ?? 0)
    }
}

// One response at a time, every function answered, and what becomes of responses that fail.
import JSONText
import RealtimeProtocol
import TelephonyProtocol
import Testing
import WebSocketWire

@testable import ReferenceBridge

struct ResponseTests {
    private static func call(_ name: String, _ id: String, status: String = "completed") -> JSON {
        [
            "id": .string("item_\(id)"), "type": "function_call", "status": .string(status), "name": .string(name),
            "call_id": .string(id), "arguments": "{}",
        ]
    }

    @Test func `every function call is answered, and then one response asked for`() {
        var bench = BridgeBench.ready()
        bench.created("resp_1")
        let spoken: JSON = ["id": "item_1", "type": "message", "role": "assistant", "content": []]
        let actions = bench.done(
            "resp_1", output: [spoken, Self.call("get_weather", "call_1"), Self.call("no_such", "call_2")])
        #expect(
            actions.types == ["conversation.item.create", "conversation.item.create", "response.create"])
        #expect(actions.sentToModel.compactMap { $0["item"]?["call_id"]?.string } == ["call_1", "call_2"])
        #expect(actions.sentToModel[0]["item"]?["output"] == "{\"sky\":\"sunny\",\"celsius\":21}")
        #expect(actions.logs == ["the model calls 'no_such', which is not there"])
    }

    @Test func `a call that was cut off is not answered`() {
        var bench = BridgeBench.ready()
        bench.created("resp_1")
        let output: JSON = [Self.call("get_weather", "call_1", status: "incomplete")]
        #expect(bench.done("resp_1", status: "cancelled", output: output).types == [])
    }

    @Test func `a request waits while a response runs, and the service's own answer makes it needless`() {
        var gate = ResponseGate()
        #expect(gate.ask()?.contains("response.create") == true)
        #expect(gate.ask(.init(instructions: "later")) == nil)
        gate.created("resp_1")
        #expect(gate.done("resp_1")?.contains("later") == true)
        gate.created("resp_2")
        #expect(gate.ask() == nil)
        gate.callerSpeaks()
        #expect(gate.done("resp_2") == nil, "the service will answer the caller, and this with it")
        gate.created("resp_3")
        #expect(gate.done("resp_3") == nil)
        #expect(gate.isQuiet)
    }

    @Test func `a request that lost a race is asked again when the winner is done`() {
        var bench = BridgeBench.ready { $0.greeting = "Hello." }
        bench.model([
            "type": "error",
            "error": [
                "type": "invalid_request_error", "code": "conversation_already_has_active_response", "message": "Wait.",
                "event_id": "create-1",
            ],
        ])
        bench.created("resp_1")
        // The winner was of the service's own making and has answered everything.
        #expect(bench.done("resp_1").types == [])
        bench.created("resp_2")
        #expect(bench.done("resp_2", output: [Self.call("get_weather", "call_1")]).types.last == "response.create")
    }

    // MARK: Failures

    @Test func `a failed response is asked for once more, with the same words, and then the call ends`() {
        var bench = BridgeBench(BridgeSettings(greeting: "Hello."))
        bench.start()
        bench.configure()
        bench.created("resp_1")
        let error: JSON = ["type": "failed", "error": ["type": "server_error", "code": nil, "message": "Sorry."]]
        #expect(
            bench.done("resp_1", status: "failed", details: error).logs == ["the response failed: server_error: Sorry."]
        )
        let again = bench.wait(.zero)
        #expect(again.sentToModel.first?["response"]?["instructions"] == "Hello.")
        bench.created("resp_2")
        let actions = bench.done("resp_2", status: "failed", details: error)
        #expect(actions.short == ["close m1", "close carrier 1011"])
    }

    @Test func `a response that succeeds makes up for one that failed`() {
        var bench = BridgeBench.ready()
        let error: JSON = ["type": "failed", "error": ["type": "server_error", "message": "Sorry."]]
        for round in 0..<3 {
            bench.created("resp_\(round)a")
            bench.done("resp_\(round)a", status: "failed", details: error)
            #expect(bench.wait(.zero).types == ["response.create"])
            bench.created("resp_\(round)b")
            #expect(bench.done("resp_\(round)b").types == [])
        }
    }

    @Test func `a rate limit is given two seconds`() {
        var bench = BridgeBench.ready()
        bench.created("resp_1")
        let error: JSON = [
            "type": "failed", "error": ["type": "tokens", "code": "rate_limit_exceeded", "message": "Slow."],
        ]
        bench.done("resp_1", status: "failed", details: error)
        #expect(bench.wait(.milliseconds(1_999)) == [])
        #expect(bench.wait(.milliseconds(1)).types == ["response.create"])
    }

    @Test(arguments: ["insufficient_quota", "model_not_found"])
    func `what will not get better ends the call with its reason`(code: String) {
        var bench = BridgeBench.ready()
        bench.created("resp_1")
        let actions = bench.done(
            "resp_1", status: "failed",
            details: ["type": "failed", "error": ["type": "x", "code": .string(code), "message": "No."]])
        #expect(actions.contains(.closeCarrier(code: .internalError, reason: "\(code): No.")))
    }

    @Test func `a caller who speaks before the second attempt makes it needless`() {
        var bench = BridgeBench.ready()
        bench.created("resp_1")
        let error: JSON = ["type": "failed", "error": ["code": "rate_limit_exceeded", "message": "Slow."]]
        bench.done("resp_1", status: "failed", details: error)
        bench.speechStarted()
        #expect(bench.wait(.seconds(10)) == [])
    }

    // MARK: Goodbye

    @Test func `the bridge hangs up when the goodbye has been heard, and not when it has been sent`() {
        var bench = BridgeBench.ready()
        bench.created("resp_1")
        #expect(
            bench.done("resp_1", output: [Self.call("end_call", "call_1")]).types
                == ["conversation.item.create", "response.create"])
        bench.created("resp_2")
        bench.delta("resp_2", "item_2", ms: 1_500)
        bench.audioDone("resp_2", "item_2")
        #expect(bench.done("resp_2").short == [])
        bench.wait(.milliseconds(1_500))
        let actions = bench.carrier(.mark(.init(sequenceNumber: 9, streamSid: BridgeBench.stream, name: "item-1")))
        #expect(actions.short == ["close m1", "close carrier 1000"])
    }

    @Test func `a goodbye whose mark never comes back ends all the same`() {
        var bench = BridgeBench.ready()
        bench.created("resp_1")
        bench.done("resp_1", output: [Self.call("end_call", "call_1")])
        bench.created("resp_2")
        bench.delta("resp_2", "item_2", ms: 1_500)
        bench.audioDone("resp_2", "item_2")
        bench.done("resp_2")
        #expect(bench.wait(.milliseconds(19_999)) == [])
        #expect(bench.wait(.milliseconds(1)).short == ["close m1", "close carrier 1000"])
    }
}

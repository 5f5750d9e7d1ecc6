import JSONText
import ModelMock
import Scenarios
import TestSupport
import Testing
import WebSocketWire

/// Faults change what is heard and leave the engine's belief alone.
struct WireFaultTests {
    private func call(_ faults: WireFault..., when: Condition) -> VirtualModelCall {
        VirtualModelCall(plan: ModelPlan(rules: faults.map { Rule(when: when, effect: .wire($0)) }))
    }

    private func answered(_ faults: WireFault..., when: Condition) -> VirtualModelCall {
        var call = VirtualModelCall(plan: ModelPlan(rules: faults.map { Rule(when: when, effect: .wire($0)) }))
        call.ask("Hi.")
        call.wait(.seconds(5))
        return call
    }

    private static let done = Condition(event: "response.done")

    private static let healthy: [String] = {
        var call = VirtualModelCall()
        call.ask("Hi.")
        call.wait(.seconds(5))
        return call.types
    }()

    @Test func `a dropped message is missing, and only that`() {
        let call = answered(.drop, when: Self.done)
        #expect(call.types == Self.healthy.filter { $0 != "response.done" })
    }

    @Test func `a delayed message comes later, and the others pass it`() throws {
        let call = answered(.delay(milliseconds: 1_500), when: Self.done)
        #expect(call.types == Self.healthy.filter { $0 != "response.done" } + ["response.done"])
        let (limits, done) = (call.timed[call.timed.count - 2].time, call.timed[call.timed.count - 1].time)
        #expect(done - limits == .milliseconds(1_457))
    }

    @Test func `a duplicated message comes so many times in all`() {
        #expect(answered(.duplicate(times: 3), when: Self.done).received("response.done").count == 3)
    }

    @Test func `a reordered message is overtaken`() throws {
        let call = answered(.reorder(by: 2), when: Condition(event: "response.created"))
        let created = try #require(call.types.firstIndex(of: "response.created"))
        #expect(call.types[(created - 2)..<created] == ["response.output_item.added", "conversation.item.added"])
    }

    @Test func `fields are replaced and removed by their paths`() throws {
        let call = answered(
            .replace([("response.status", "weird"), ("response.usage", nil), ("response.new.field", 1)]),
            when: Self.done)
        let response = try #require(call.received("response.done").first?["response"])
        #expect(response["status"] == "weird")
        #expect(response["usage"] == nil)
        #expect(response["new"] == ["field": 1])
    }

    @Test func `an injected event follows`() {
        let call = answered(.inject(["type": "surprise"]), when: Self.done)
        #expect(call.types.firstIndex(of: "surprise") == call.types.firstIndex(of: "response.done").map { $0 + 1 })
    }

    @Test func `faults on one message add up`() {
        let call = answered(.replace([("type", "renamed")]), .duplicate(times: 2), when: Self.done)
        #expect(call.received("renamed").count == 2)
    }

    @Test func `a close takes the message with it`() {
        let call = answered(.close(code: 1012, reason: "restart"), when: Self.done)
        #expect(call.received("response.done").isEmpty)
        #expect(call.ending == .close(code: 1012, reason: "restart"))
    }

    @Test func `a reset is a reset`() {
        #expect(answered(.reset, when: Condition(event: "response.created")).ending == .reset)
    }

    @Test func `a stalled connection says nothing more and stays open`() {
        var call = answered(.stall, when: Condition(event: "response.created"))
        #expect(call.types == ["session.created", "conversation.item.added", "conversation.item.done"])
        call.ask("Hi.")
        call.wait(.seconds(60))
        #expect(call.types.count == 3)
        #expect(call.ending == nil)
    }

    @Test func `silenced and corrupted sound keep their length`() throws {
        func sound(_ faults: [WireFault]) -> [String] {
            var call = VirtualModelCall(
                plan: ModelPlan(
                    rules: faults.map { Rule(when: Condition(event: "response.output_audio.delta"), effect: .wire($0)) }
                ))
            call.configure(["audio": ["output": ["format": ["type": "audio/pcmu"]]]])
            call.ask("Hi.")
            call.wait(.seconds(5))
            return call.received("response.output_audio.delta").compactMap { $0["delta"]?.string }
        }
        let (clean, silent, noisy) = (sound([]), sound([.silenceAudio]), sound([.corruptAudio]))
        #expect(silent.map(\.count) == clean.map(\.count) && noisy.map(\.count) == clean.map(\.count))
        #expect(silent.first?.hasPrefix("////////") == true, "0xFF is silence in mu-law")
        #expect(noisy != clean && noisy != silent)
    }

    @Test func `a rule names the nth message, the turn and the time`() {
        let nth = answered(
            .drop, when: Condition(event: "response.output_audio.delta", nth: TurnRange(first: 2, last: 3)))
        let all = Self.healthy.filter { $0 == "response.output_audio.delta" }.count
        #expect(nth.received("response.output_audio.delta").count == all - 2)
        var turn = call(.drop, when: Condition(event: "response.done", turn: TurnRange(first: 2, last: 2)))
        for _ in 1...3 {
            turn.ask("Hi.")
            turn.wait(.seconds(2))
        }
        #expect(turn.received("response.created").count == 3 && turn.received("response.done").count == 2)
        let late = answered(.drop, when: Condition(afterMs: 300))
        #expect(late.timed.allSatisfy { $0.time < .milliseconds(300) } && late.types.count > 5)
    }

    @Test func `what the client says can be lost on the way as well`() {
        let call = answered(.drop, when: Condition(direction: "up", event: "response.create"))
        #expect(call.types == ["session.created", "conversation.item.added", "conversation.item.done"])
        let twice = answered(
            .duplicate(times: 2), when: Condition(direction: "up", event: "conversation.item.create"))
        #expect(twice.received("conversation.item.added").filter { $0["item"]?["role"] == "user" }.count == 2)
        let cut = answered(.close(code: 1011, reason: "x"), when: Condition(direction: "up", event: "response.create"))
        #expect(cut.ending == .close(code: 1011, reason: "x"))
    }

    @Test func `a beta session is matched by the GA name`() {
        var call = VirtualModelCall(
            plan: ModelPlan(
                era: "beta", rules: [Rule(when: Condition(event: "response.output_audio.delta"), effect: .wire(.drop))])
        )
        call.ask("Hi.")
        call.wait(.seconds(5))
        #expect(call.received("response.audio.delta").isEmpty)
        #expect(call.received("response.audio.done").count == 1)
    }
}

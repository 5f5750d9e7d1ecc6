// A call that somebody lets go on step by step: what the caller does of their own accord waits, everything else goes on.
import CallCapture
import CallerSimulator
import JSONText
import Scenarios
import TelephonyProtocol
import TestSupport
import Testing

struct StepTests {
    private let plan = CallerPlan.steps(
        .wait(.greeting(withinMs: 1_000)), .say(.text("Hello, can you hear me?")), .wait(.reply(withinMs: 8_000)),
        .press(digits: "12"), .say(.text("Tell me a very long story.")),
        .interrupt(afterMs: 1_200, .text("Wait, stop please."), withinMs: 8_000), .wait(.reply(withinMs: 8_000)),
        .hangUp)

    private func call(_ plan: CallerPlan, thinks: Duration) throws -> VirtualPhoneCall {
        var settings = CallSettings()
        settings.isStepped = true
        return try VirtualPhoneCall(
            plan: plan, settings: settings, thinks: thinks, bridge: Bridges.converses(reply: "assistant-weather"))
    }

    @Test func `each step says what comes next, and an interruption comes with the words before it`() throws {
        let call = try call(plan, thinks: .seconds(3))
        #expect(
            call.prompts == [
                "the caller says “Hello, can you hear me?”", "the caller presses 12",
                "the caller says “Tell me a very long story.”, and 1.2 s into the reply, over it, “Wait, stop please.”",
                "the caller hangs up",
            ])
        #expect(call.ending == "the caller hung up")
    }

    @Test func `the line stays open and whole while somebody thinks`() throws {
        let slow = try call(plan, thinks: .seconds(20))
        let fast = try call(plan, thinks: .milliseconds(20))
        let said = { (call: VirtualPhoneCall) in call.observed(ObservationKind.said).map { $0["text"]?.string ?? "" } }
        #expect(said(slow) == said(fast))
        #expect(said(slow).count == 3)
        let times = slow.media.map(\.timestamp)
        #expect(times == Array(stride(from: times[0], through: times[0] + 20 * (times.count - 1), by: 20)))
        #expect(slow.clock - fast.clock > .seconds(75))
    }

    @Test func `who lets everything go on is not asked again`() throws {
        var settings = CallSettings()
        settings.isStepped = true
        let voice = try CallerVoice(steps: plan.steps, library: Fixtures.speechLibrary)
        var call = SimulatedCall(settings: settings, plan: plan, voice: voice, seed: 1)
        var actions = call.opened(at: .zero) + call.step(nil, at: .zero)
        while let due = call.nextDeadline { actions += call.advance(to: due) }
        let prompts = actions.filter { if case .awaitsStep = $0 { true } else { false } }
        #expect(prompts == [])
        #expect(call.isFinished)
    }
}

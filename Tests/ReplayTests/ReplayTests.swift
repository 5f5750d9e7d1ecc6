import Diagnosis
import Replay
import Scenarios
import TestSupport
import Testing

/// Recorded calls, played again through the reference bridge.
struct ReplayTests {
    @Test(arguments: ReplayTiming.allCases) func `a healthy call is healthy again, turn by turn`(timing: ReplayTiming)
        throws
    {
        let call = try PlayedCall("healthy")
        let again = try call.again(timing)
        #expect(again.verdict == ReplayVerdict(recorded: call.report, number: 1, replayed: call.report))
        #expect(again.verdict.outcome == .stillHealthy)
        #expect(again.call.report.turns.count == call.report.turns.count)
        #expect(again.call.report.turns.map(\.replied) == call.report.turns.map(\.replied))
        #expect(again.caller.utterances == 5)
        #expect(again.service.replies == 6)
    }

    @Test func `causal timing interrupts where the caller interrupted`() throws {
        let again = try PlayedCall("healthy").again()
        #expect(again.caller.interruptions == 1)
        #expect(again.call.report.interruptions.count == 1)
        let words = again.caller.plan.steps.compactMap { step -> String? in
            if case .interrupt(_, .file(let name), _) = step { name } else { nil }
        }
        #expect(words == ["Wait, stop please."])
    }

    @Test(arguments: ["no-clear-on-barge-in", "leg-leak", "twilio-missing-streamsid", "pcm-sent-as-mulaw"])
    func `what the bridge did wrong is gone with a cured bridge, and there again with the old one`(id: String) throws {
        let broken = try PlayedCall(id)
        #expect(broken.report.primary == id)
        let cured = try broken.again()
        #expect(cured.verdict.outcome == .fixed)
        #expect(cured.verdict.gone.first == id)
        let same = try broken.again(defects: [id])
        #expect(same.verdict.outcome == .stillBroken)
        #expect(same.verdict.left.first == id)
    }

    @Test(arguments: [
        "second-turn-stall", "rate-limited-response", "quota-exhausted", "empty-output-completed", "content-filter-cut",
        "max-tokens-cut", "response-never-done", "vad-dies-mid-session", "speech-never-stops",
        "openai-socket-closed-mid-call", "server-error-response", "audio-is-digital-silence",
    ])
    func `what the service did wrong is there again, though the bridge is right`(id: String) throws {
        let broken = try PlayedCall(id)
        #expect(broken.report.primary == id)
        let again = try broken.again()
        #expect(again.verdict.outcome == .stillBroken, "\(again.verdict.sentence)")
        #expect(again.call.report.primary == id)
    }

    @Test func `a refused update is decided anew`() throws {
        let broken = try PlayedCall("flat-config-on-ga")
        #expect(broken.report.primary == "flat-config-on-ga")
        #expect(try broken.again().verdict.outcome == .fixed)
    }

    @Test func `the model's leg alone gives the caller from what was appended`() throws {
        let call = try PlayedCall("healthy")
        let again = try call.again(of: call.without("phone"))
        #expect(again.call.report.verdict == .pass)
        #expect(again.caller.utterances == 5)
        #expect(again.service.replies == 6)
    }

    @Test func `the carrier's leg alone is answered by the mock's own words`() throws {
        let call = try PlayedCall("healthy")
        let again = try call.again(of: call.without("model"))
        #expect(again.call.report.verdict == .pass)
        #expect(again.service.replies == 0)
        #expect(again.caller.utterances == 5)
    }

    @Test func `what cannot be played says why`() throws {
        #expect(throws: RecordedCall.Problem.self) { try RecordedCall(of: Array("nothing\n".utf8)) }
        let call = try PlayedCall("healthy")
        let problem = #expect(throws: RecordedCall.Problem.self) { try RecordedCall(of: call.capture, number: 2) }
        #expect(problem?.message == "the capture has no call 2")
    }
}

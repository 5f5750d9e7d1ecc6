import Diagnosis
import Examination
import JSONText
import RealtimeProtocol
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
        #expect(Self.saysTheSame(again.call.report, call.report))
        #expect(again.caller.utterances == 5)
        #expect(again.service.replies == 6)
    }

    /// Of a reply that was interrupted in both the words may end earlier.
    private static func saysTheSame(_ one: Report, _ other: Report) -> Bool {
        let pairs = zip(one.turns, other.turns).map { ($0.replied ?? "", $1.replied ?? "") }
        return one.turns.count == other.turns.count
            && pairs.allSatisfy { $0 == $1 || $0.count > 20 && $1.hasPrefix($0) || $1.count > 20 && $0.hasPrefix($1) }
            && pairs.count { $0 != $1 } <= 1
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

    @Test(arguments: ["second-turn-stall", "session-expired"], [true, false])
    func `a log without closes, or without times, is enough to have it again`(id: String, hasTimes: Bool) throws {
        let log = try PlayedCall(id).log(hasTimes: hasTimes)
        let again = try PlayedCall("healthy").again(of: log)
        #expect(again.verdict.sentence == "still broken: \(id) as before")
        #expect(again.service.limits == ReplayLimits())
    }

    @Test func `a cause that a console hides is invented, and no new fault`() throws {
        let log = """
            received { type: 'session.created', event_id: 'event_1', session: { type: 'realtime', id: 'sess_1' } }
            sent { type: 'conversation.item.create', item: { type: 'message', role: 'user', content: [ { type: 'input_text', text: 'Hello, can you hear me?' } ] } }
            sent { type: 'response.create' }
            received { type: 'response.created', event_id: 'event_2', response: { id: 'resp_1', status: 'in_progress', output: [] } }
            received { type: 'response.done', event_id: 'event_3', response: { id: 'resp_1', status: 'failed', status_details: { type: 'failed', error: [Object] }, output: [] } }
            """
        let again = try PlayedCall("healthy").again(of: Array(log.utf8))
        #expect(again.verdict.outcome == .unknown)
        #expect(
            again.verdict.reason
                == "the recording hides why a response failed, so that an error of the mock's own stands for it")
    }

    @Test(arguments: ReplayTiming.allCases) func `a session that is lost and replaced is lost and replaced again`(
        timing: ReplayTiming
    ) throws {
        let call = try PlayedCall("context-lost-on-reconnect", defects: [])
        #expect(call.report.findings.map(\.id) == ["openai-socket-closed-mid-call"])
        let again = try call.again(timing)
        #expect(again.verdict.outcome == .stillBroken)
        #expect(again.call.report.findings.map(\.id) == ["openai-socket-closed-mid-call"])
        #expect(again.call.report.sessions.count == 2)
        #expect(Self.saysTheSame(again.call.report, call.report))
    }

    @Test func `a bridge that has learned to tell the new session what was said is cured of that`() throws {
        let call = try PlayedCall("context-lost-on-reconnect")
        #expect(call.report.primary == "context-lost-on-reconnect")
        let cured = try call.again()
        #expect(cured.verdict.gone == ["context-lost-on-reconnect"])
        #expect(cured.verdict.left == ["openai-socket-closed-mid-call"])
        #expect(cured.verdict.new == [])
        let same = try call.again(defects: ["context-lost-on-reconnect"])
        #expect(same.verdict.left == ["context-lost-on-reconnect"])
        #expect(same.call.report.primary == "context-lost-on-reconnect")
    }

    @Test func `several functions that were called in one response are called again in one`() throws {
        var scenario = Scenario.healthy
        scenario.model.replies = [
            Reply(
                text: "weather",
                calls: [
                    .init(name: "get_weather", arguments: #"{"location":"London"}"#),
                    .init(name: "get_weather", arguments: #"{"location":"Paris"}"#),
                ])
        ]
        scenario.caller.steps = [
            .wait(.greeting(withinMs: 5_000)), .say(.text("What is the weather in London?")),
            .wait(.reply(withinMs: 15_000)), .hangUp,
        ]
        let call = try PlayedCall(scenario)
        let again = try call.again()
        let places = again.service.plan.replies.map { $0.calls.map(\.arguments) }.filter { !$0.isEmpty }
        #expect(places == [[#"{"location":"London"}"#, #"{"location":"Paris"}"#]])
        #expect(again.verdict.outcome == .stillHealthy, "\(again.verdict.sentence)")
        let outputs = String(decoding: again.call.capture, as: UTF8.self).split(separator: "\n").count {
            $0.contains("\"dir\":\"up\"") && $0.contains("function_call_output")
        }
        #expect(outputs == 2)
    }

    @Test func `what was answered beside the conversation is answered beside it again`() throws {
        let call = try PlayedCall("oob-response-played")
        #expect(call.report.primary == "oob-response-played")
        let again = try call.again(defects: ["oob-response-played"])
        #expect(again.verdict.left == ["oob-response-played"])
        let beside = again.service.plan.replies.filter { $0.isOutOfBand == true }.compactMap(\.say)
        #expect(!beside.isEmpty)
        #expect(again.service.plan.replies.allSatisfy { $0.isOutOfBand != nil })
        let said = String(decoding: again.call.capture, as: UTF8.self)
        #expect(beside.allSatisfy { said.contains($0) })
        #expect(try call.again().verdict.outcome == .fixed)
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
        #expect(throws: RecordedCall.Problem.self) { try RecordedCalls(Array("nothing\n".utf8)) }
        let call = try PlayedCall("healthy")
        let calls = try RecordedCalls(call.capture).all
        let problem = #expect(throws: RecordedCall.Problem.self) { try RecordedCall.chosen(2, of: calls) }
        #expect(problem?.message == "the capture has no call 2")
    }

    @Test func `a bridge that lets the caller speak first owes no greeting, and one that greeted does`() throws {
        let silent = ["greeting-not-triggered"]
        let steps: [CallerStep] = [
            .pause(ms: 2_000), .say(.text("What are your opening hours?")), .wait(.reply(withinMs: 15_000)), .hangUp,
        ]
        let call = try PlayedCall(Scenario(id: "first", caller: CallerPlan(steps: steps)), defects: silent)
        let again = try call.again(defects: silent)
        #expect(!again.caller.isGreeted)
        #expect(again.verdict.outcome == .stillHealthy)
        let greeted = try PlayedCall("healthy").again(defects: silent)
        #expect(greeted.caller.isGreeted)
        #expect(greeted.verdict.new == silent)
    }

    @Test func `an interrupted reply is still under way when it is interrupted again`() throws {
        let call = try PlayedCall("healthy")
        let again = try call.again()
        let cancelled = { (report: Report) in report.turns.count { $0.status == "cancelled" } }
        #expect(cancelled(call.report) == 1)
        #expect(cancelled(again.call.report) == 1)
    }

    @Test func `a transcription session is not played to nobody`() throws {
        let session: JSON = ["type": "transcription", "object": "realtime.transcription_session", "id": "sess_1"]
        let story = CallStory().opens().service(.sessionCreated, ["session": session]).appends(1, sound: true)
            .speechStarts().appends(1, sound: false).speechStops().commits()
        let problem = #expect(throws: RecordedCall.Problem.self) { try RecordedCalls(story.kept()) }
        #expect(problem?.message.contains("transcription session") == true)
    }
}

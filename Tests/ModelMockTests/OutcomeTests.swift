import JSONText
import ModelMock
import Scenarios
import TestSupport
import Testing
import WebSocketWire

/// Outcomes are the engine's own decisions: what it says afterwards is true to them.
struct OutcomeTests {
    private func plan(_ outcome: Outcome, when: Condition = Condition()) -> ModelPlan {
        ModelPlan(rules: [Rule(when: when, effect: .outcome(outcome))])
    }

    private func call(_ outcome: Outcome, when: Condition = Condition()) -> VirtualModelCall {
        VirtualModelCall(plan: plan(outcome, when: when))
    }

    private static let error = ServiceError(type: "server_error", code: "odd", message: "Odd.", param: "session.odd")

    @Test func `a refused upgrade never becomes a WebSocket`() {
        let call = call(.refuseUpgrade(status: 429, headers: ["retry-after": "3"], body: "{}"))
        #expect(call.ending == .refuse(status: 429, headers: ["retry-after": "3"], body: "{}"))
        #expect(call.types.isEmpty)
    }

    @Test func `a refused session is one error and its close`() {
        let call = call(.refuseSession(Self.error, closeCode: 4321))
        #expect(call.types == ["error"])
        #expect(call.ending == .close(code: 4321, reason: "server_error.odd"))
    }

    @Test func `a refused update leaves the defaults in force`() {
        var call = call(.refuseUpdate(Self.error), when: Condition(nth: TurnRange(first: 1, last: 1)))
        call.send(["type": "session.update", "session": ["type": "realtime", "instructions": "One"], "event_id": "u1"])
        #expect(call.received.last?["error"]?["param"] == "session.odd")
        #expect(call.received.last?["error"]?["event_id"] == "u1")
        call.configure(["max_output_tokens": 7])
        #expect(call.received.last?["session"]?["instructions"]?.string?.hasPrefix("Your knowledge") == true)
        #expect(call.received.last?["session"]?["max_output_tokens"] == 7)
    }

    @Test func `an ignored update is neither answered nor applied`() {
        var call = call(.ignoreUpdate)
        call.configure(["output_modalities": ["text"]])
        call.ask("Hi.")
        call.wait(for: "response.done")
        #expect(call.received("session.updated").isEmpty && call.received("error").isEmpty)
        #expect(call.received("response.done").first?["response"]?["output_modalities"] == ["audio"])
    }

    @Test func `a deaf service hears the first turn and no other`() {
        var call = call(.deaf, when: Condition(spokenTurn: TurnRange(first: 2, last: nil)))
        for _ in 1...3 {
            call.say("caller-hello")
            call.wait(.seconds(3))
        }
        #expect(call.received("input_audio_buffer.speech_started").count == 1)
        #expect(call.received("input_audio_buffer.speech_stopped").count == 1)
        call.ask("Are you there?")
        #expect(call.wait(for: "response.done")?["response"]?["status"] == "completed", "text is still answered")
        #expect(Invariants(call).broken == [])
    }

    @Test func `one deaf turn is followed by a heard one`() {
        var call = call(.deaf, when: Condition(nth: TurnRange(first: 1, last: 1)))
        call.say("caller-hello")
        call.say("caller-opening-hours")
        call.wait(.seconds(3))
        #expect(call.received("input_audio_buffer.speech_stopped").count == 1)
        #expect(Invariants(call).broken == [])
    }

    @Test func `speech that never stops is never committed`() {
        var call = call(.speechNeverStops)
        for _ in 1...2 { call.say("caller-hello") }
        call.wait(.seconds(30))
        #expect(call.types == ["session.created", "input_audio_buffer.speech_started"])
    }

    @Test func `a response that is never created leaves the turn committed`() {
        var call = call(.neverCreate, when: Condition(spokenTurn: TurnRange(first: 2, last: nil)))
        for _ in 1...2 {
            call.say("caller-hello")
            call.wait(.seconds(3))
        }
        call.send(["type": "response.create"])
        call.wait(.seconds(30))
        #expect(call.received("input_audio_buffer.committed").count == 2)
        #expect(call.received("response.created").count == 1)
        #expect(call.received("error").isEmpty)
    }

    @Test func `a response that never ends stays active whatever one does`() {
        var call = call(.neverFinish(afterAudioMs: 600))
        call.ask("Hi.")
        call.wait(.seconds(30))
        #expect(call.received("response.output_audio.delta").count == 3)
        call.send(["type": "response.cancel"])
        call.say("caller-stop")
        call.wait(.seconds(3))
        #expect(call.received("response.done").isEmpty)
        #expect(call.received("error").last?["error"]?["code"] == "conversation_already_has_active_response")
    }

    @Test func `a failed response has no output, no tokens and no error event`() throws {
        var call = call(.failResponse(Self.error), when: Condition(turn: TurnRange(first: 1, last: 1)))
        call.ask("Hi.")
        let done = try #require(call.wait(for: "response.done")?["response"])
        #expect(done["status"] == "failed")
        #expect(
            done["status_details"]
                == ["type": "failed", "error": ["type": "server_error", "code": "odd", "message": "Odd."]])
        #expect(done["output"] == [])
        #expect(done["usage"]?["total_tokens"] == 0)
        #expect(call.received("error").isEmpty)
        call.ask("Hi.")
        #expect(call.wait(for: "response.done")?["response"]?["status"] == "completed")
        #expect(
            call.received("conversation.item.added").last?["previous_item_id"]
                == call.received("conversation.item.added").dropLast().last?["item"]?["id"])
    }

    @Test(arguments: ["content_filter", "max_output_tokens"])
    func `a cut response ends after so much sound`(reason: String) throws {
        var call = call(.cutResponse(reason: reason, afterAudioMs: 800))
        call.ask("Hi.")
        let done = try #require(call.wait(for: "response.done")?["response"])
        #expect(done["status"] == "incomplete")
        #expect(done["status_details"] == ["type": "incomplete", "reason": .string(reason)])
        #expect(call.received("response.output_audio.delta").count == 4)
        #expect(done["output"]?[0]?["status"] == "incomplete")
        #expect(Invariants(call).broken == [])
    }

    @Test func `a response cut before any output has none`() throws {
        var call = call(.cutResponse(reason: "content_filter", afterAudioMs: 0))
        call.ask("Hi.")
        let done = try #require(call.wait(for: "response.done")?["response"])
        #expect(done["output"] == [] && done["status"] == "incomplete")
    }

    @Test(arguments: [0, 12]) func `an empty response is completed without an item`(tokens: Int) throws {
        var call = call(.emptyResponse(outputTokens: tokens))
        call.ask("Hi.")
        let done = try #require(call.wait(for: "response.done")?["response"])
        #expect(done["status"] == "completed" && done["output"] == [] && done["status_details"] == .null)
        #expect(done["usage"]?["output_tokens"] == JSON(tokens))
        #expect(((done["usage"]?["input_tokens"]?.integer ?? 0) > 0) == (tokens > 0))
        #expect(Invariants(call).broken == [])
    }

    @Test func `an answer in text says so in its parts and not in its modalities`() throws {
        var call = call(.answerInText)
        call.ask("Hi.")
        let done = try #require(call.wait(for: "response.done")?["response"])
        #expect(done["output_modalities"] == ["audio"])
        #expect(done["output"]?[0]?["content"]?[0]?["type"] == "output_text")
        #expect(call.received("response.output_audio.delta").isEmpty)
        #expect(done["usage"]?["output_token_details"]?["audio_tokens"] == 0)
    }

    @Test func `silent audio is as long as the speech would be, under a true transcript`() throws {
        var (call, healthy) = (call(.silentAudio), VirtualModelCall())
        call.ask("Hi.")
        call.wait(for: "response.done")
        healthy.ask("Hi.")
        healthy.wait(for: "response.done")
        let silence = call.received("response.output_audio.delta").compactMap { $0["delta"]?.string }
        let sound = healthy.received("response.output_audio.delta").compactMap { $0["delta"]?.string }
        #expect(silence.map(\.count) == sound.map(\.count))
        #expect(silence.allSatisfy { $0.allSatisfy { $0 == "A" || $0 == "=" } })
        #expect(!sound.allSatisfy { $0.allSatisfy { $0 == "A" || $0 == "=" } })
        #expect(
            call.received("response.output_audio_transcript.done").first?["transcript"]
                == healthy.received("response.output_audio_transcript.done").first?["transcript"])
    }

    @Test func `expiry is an error and a close of 1001`() {
        var call = call(.expire, when: Condition(afterMs: 5_000))
        call.wait(.seconds(4))
        #expect(call.ending == nil)
        call.wait(.seconds(2))
        #expect(call.received.last?["error"]?["code"] == "session_expired")
        #expect(
            call.ending == .close(code: 1001, reason: "Your session hit the maximum duration of 60 minutes."))
        #expect(call.timed.last?.time == .seconds(5))
        let before = call.frames.count
        call.send(["type": "response.create"])
        call.wait(.seconds(5))
        #expect(call.frames.count == before + 1, "a closed session says nothing more")
    }

    @Test func `the session's own limit works in session time`() {
        var call = VirtualModelCall(settings: MockSettings(sessionLimit: .seconds(1_800)))
        call.wait(.seconds(1_799))
        #expect(call.types == ["session.created"])
        call.wait(.seconds(2))
        #expect(call.ending == .close(code: 1001, reason: "Your session hit the maximum duration of 30 minutes."))
    }

    @Test(arguments: [1011, nil]) func `the service hangs up in the middle of the sound`(code: Int?) {
        var call = call(
            .close(code: code, reason: "bye"),
            when: Condition(event: "response.output_audio.delta", nth: TurnRange(first: 2, last: 2)))
        call.ask("Hi.")
        call.wait(.seconds(5))
        #expect(call.received("response.output_audio.delta").count == 2)
        #expect(call.ending == .close(code: code.map { _ in 1011 }, reason: "bye"))
    }

    @Test func `a failed transcription leaves the turn alone`() throws {
        var call = call(.failTranscription(Self.error))
        call.configure(["audio": ["input": ["transcription": ["model": "whisper-1"]]]])
        call.say("caller-hello")
        call.wait(.seconds(3))
        let failed = try #require(call.received("conversation.item.input_audio_transcription.failed").first)
        #expect(failed["error"]?["code"] == "odd")
        #expect(call.received("conversation.item.input_audio_transcription.completed").isEmpty)
        #expect(call.received("response.done").first?["response"]?["status"] == "completed")
        #expect(call.received("error").isEmpty)
        #expect(Invariants(call).broken == [])
    }

    @Test func `chance follows the seed`() {
        func failures(_ seed: UInt64) -> [Bool] {
            let rule = Rule(when: Condition(), effect: .outcome(.failResponse(Self.error)), probability: 0.5)
            var call = VirtualModelCall(plan: ModelPlan(rules: [rule]), settings: MockSettings(seed: seed))
            for _ in 1...20 {
                call.ask("Hi.")
                call.wait(for: "response.done")
            }
            return call.received("response.done").map { $0["response"]?["status"] == "failed" }
        }
        let first = failures(1)
        #expect(first == failures(1))
        #expect(first != failures(2))
        #expect((4...16).contains(first.filter(\.self).count))
    }

    @Test func `a rule for the phone leg does not concern the model`() {
        var call = call(.neverCreate, when: Condition(leg: "phone"))
        call.ask("Hi.")
        #expect(call.wait(for: "response.done") != nil)
    }
}

import JSONText
import ModelMock
import RealtimeProtocol
import Scenarios
import TestSupport
import Testing

struct BetaDialectTests {
    private func call() -> VirtualModelCall { VirtualModelCall(settings: MockSettings(era: .beta)) }

    @Test func `a spoken turn has the beta's names, order and shapes`() throws {
        var call = call()
        call.send(["type": "session.update", "session": ["input_audio_transcription": ["model": "whisper-1"]]])
        call.say("caller-hello")
        call.wait(.seconds(3))
        let recording = try Recording("openai-beta-interrupted-session")
        let order = Recording(call).order
        #expect(
            order == [
                "session.created", "session.updated", "input_audio_buffer.speech_started",
                "input_audio_buffer.speech_stopped", "input_audio_buffer.committed", "conversation.item.created",
                "response.created", "response.output_item.added", "conversation.item.created",
                "response.content_part.added", "words and sound", "response.audio.done",
                "response.audio_transcript.done", "response.content_part.done", "response.output_item.done",
                "response.done",
            ])
        let turn = order.dropFirst(2).joined(separator: " ")
        #expect(recording.order.joined(separator: " ").contains(turn), "so it was recorded")
        let limits = try #require(call.types.firstIndex(of: "rate_limits.updated"))
        let created = try #require(call.types.firstIndex(of: "response.created"))
        #expect(limits == created + 1)
        #expect(call.received("conversation.item.created").allSatisfy { $0["item"]?["object"] == "realtime.item" })
        #expect(call.received("response.audio_transcript.delta").allSatisfy { $0["obfuscation"] == nil })
        let response = try #require(call.received("response.done").first?["response"])
        let recorded = try #require(recording.events.first { $0["type"] == "response.done" }?["response"]?.object)
        #expect(Set(response.object?.keys ?? []) == Set(recorded.keys))
        #expect(response["output"]?[0]?["content"]?[0]?["type"] == "audio")
        #expect(Invariants(call).broken == [])
    }

    @Test func `GA settings are unknown to it`() throws {
        var call = call()
        call.send(["type": "session.update", "session": ["output_modalities": ["text"]]])
        let error = try #require(call.received("error").first?["error"])
        #expect(error["code"] == "unknown_parameter")
        #expect(error["param"] == "session.output_modalities")
    }

    @Test func `text comes as text, and a tool call without its name`() throws {
        var call = call()
        call.send([
            "type": "session.update",
            "session": [
                "modalities": ["text"], "tool_choice": "auto",
                "tools": [["type": "function", "name": "get_weather", "parameters": ["type": "object"]]],
            ],
        ])
        call.ask("Good morning.")
        call.wait(for: "response.done")
        #expect(call.received("response.text.done").count == 1)
        #expect(call.received("response.done").first?["response"]?["output"]?[0]?["content"]?[0]?["type"] == "text")
        call.ask("And the weather?")
        call.wait(for: "response.done")
        let done = try #require(call.received("response.function_call_arguments.done").first)
        #expect(done["name"] == nil && done["arguments"] == "{}")
        #expect(Invariants(call).broken == [])
    }

    @Test func `an assistant's history is text`() {
        var call = call()
        for type in ["text", "output_text"] {
            call.send([
                "type": "conversation.item.create",
                "item": ["type": "message", "role": "assistant", "content": [["type": .string(type), "text": "Hi."]]],
            ])
        }
        #expect(call.received("conversation.item.created").count == 1)
        #expect(
            call.received("conversation.item.created").first?["item"]?["content"] == [["type": "text", "text": "Hi."]])
        #expect(
            call.received("error").first?["error"]?["message"] == "Invalid value: 'output_text'. Value must be 'text'.")
    }

    @Test func `speech cancels a reply here too, at no cost before any output`() throws {
        var call = VirtualModelCall(plan: ModelPlan(era: "beta", pace: Pace(firstAudioMs: 2_000)))
        call.say("caller-hello")
        call.say("caller-stop")
        let done = try #require(call.received("response.done").first?["response"])
        #expect(done["status_details"] == ["type": "cancelled", "reason": "turn_detected"])
        #expect(done["output"] == [])
        #expect(done["usage"]?["total_tokens"] == 0)
    }

    @Test func `its transcription sessions have events of their own`() {
        var call = VirtualModelCall(
            settings: MockSettings(era: .beta), request: SessionRequest(target: "/v1/realtime?intent=transcription"))
        call.send([
            "type": "transcription_session.update",
            "session": ["input_audio_transcription": ["model": "gpt-4o-transcribe"]],
        ])
        #expect(call.types == ["transcription_session.created", "transcription_session.updated"])
    }
}

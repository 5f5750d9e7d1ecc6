import Base64Coding
import JSONText
import ModelMock
import SpeechAudio
import TestSupport
import Testing

/// What is cut short is closed with what was streamed, and nothing more.
struct InterruptionTests {
    /// A long story that is going on, and the id of its item.
    private func story() -> (call: VirtualModelCall, item: String) {
        var call = VirtualModelCall()
        call.ask("Tell me a very long story.")
        call.wait(.seconds(4))
        return (call, call.received("response.output_item.added").first?["item"]?["id"]?.string ?? "")
    }

    @Test func `a long story takes its time`() throws {
        var (call, _) = story()
        call.wait(for: "response.done", atMost: .seconds(60))
        let sound = call.timed.filter { $0.event["type"] == "response.output_audio.delta" }
        let bytes = sound.reduce(0) { $0 + (Base64.decode($1.event["delta"]?.string ?? "")?.count ?? 0) }
        let seconds = Double(bytes) / 48_000
        #expect(seconds >= 15)
        let first = try #require(sound.first).time
        let last = try #require(sound.last).time
        let taken = Double((last - first).components.seconds) + Double((last - first).components.attoseconds) / 1e18
        #expect(abs(taken * 1.2 - seconds) < 1)
    }

    @Test func `the caller's voice cuts the reply short`() throws {
        var (call, item) = story()
        call.say("caller-stop")
        let types = call.types
        let started = try #require(types.firstIndex(of: "input_audio_buffer.speech_started"))
        #expect(
            Array(types[started...].prefix(7)) == [
                "input_audio_buffer.speech_started", "response.output_audio.done",
                "response.output_audio_transcript.done", "response.content_part.done", "conversation.item.done",
                "response.output_item.done", "response.done",
            ])
        let done = try #require(call.received("response.done").first?["response"])
        #expect(done["status"] == "cancelled")
        #expect(done["status_details"] == ["type": "cancelled", "reason": "turn_detected"])
        #expect(done["output"]?[0]?["status"] == "incomplete")
        let streamed = call.received("response.output_audio_transcript.delta")
            .filter { $0["item_id"] == .string(item) }.compactMap { $0["delta"]?.string }.joined()
        #expect(done["output"]?[0]?["content"]?[0]?["transcript"]?.string == streamed)
        call.wait(.seconds(3))
        #expect(call.received("response.done").count == 2, "the interruption itself is answered")
        #expect(Invariants(call).broken == [])
    }

    @Test func `a reply that may not be interrupted goes on, and the new turn meets a conflict`() throws {
        var call = VirtualModelCall()
        call.configure(["audio": ["input": ["turn_detection": ["type": "server_vad", "interrupt_response": false]]]])
        call.ask("Tell me a very long story.")
        call.wait(.seconds(2))
        call.say("caller-stop")
        let error = try #require(call.received("error").first?["error"])
        #expect(error["code"] == "conversation_already_has_active_response")
        #expect(error["event_id"] == .null)
        call.wait(.seconds(40))
        #expect(call.received("response.done").map { $0["response"]?["status"] } == ["completed"])
        #expect(Invariants(call).broken == [])
    }

    @Test func `a client's cancel closes what was opened`() throws {
        var (call, _) = story()
        call.send(["type": "response.cancel"])
        let done = try #require(call.received("response.done").first?["response"])
        #expect(done["status_details"] == ["type": "cancelled", "reason": "client_cancelled"])
        #expect(done["output"]?.array?.count == 1)
        let before = call.types.count
        call.wait(.seconds(20))
        #expect(Array(call.types.dropFirst(before)) == ["rate_limits.updated"], "nothing trails after it")
        #expect(Invariants(call).broken == [])
    }

    @Test func `a cancel before any output leaves none`() throws {
        var call = VirtualModelCall()
        call.ask("Hello.")
        call.send(["type": "response.cancel"])
        #expect(call.types.suffix(2) == ["response.created", "response.done"])
        #expect(call.received("response.done").first?["response"]?["output"] == [])
        #expect(call.received("response.done").first?["response"]?["usage"]?["total_tokens"] == 0)
    }

    @Test func `a function call cut short keeps the arguments it had`() throws {
        var call = VirtualModelCall()
        call.configure([
            "tools": [
                ["type": "function", "name": "book", "parameters": ["type": "object", "required": ["city", "date"]]]
            ],
            "tool_choice": "required",
        ])
        call.ask("Please.")
        call.wait(.milliseconds(205))
        call.send(["type": "response.cancel"])
        let arguments = try #require(call.received("response.function_call_arguments.done").first?["arguments"]?.string)
        #expect(!arguments.isEmpty && !arguments.hasSuffix("}"))
        #expect(Invariants(call).broken == [])
    }

    @Test func `nothing to cancel is said so`() throws {
        var call = VirtualModelCall()
        call.send(["type": "response.cancel", "event_id": "c1"])
        let error = try #require(call.received("error").first?["error"])
        #expect(error["code"] == "response_cancel_not_active")
        #expect(error["message"] == "Cancellation failed: no active response found")
        #expect(error["event_id"] == "c1")
    }

    @Test func `truncation keeps within the audio that was sent`() throws {
        var (call, item) = story()
        call.send(["type": "response.cancel"])
        func truncate(_ milliseconds: Int, event: String) {
            call.send([
                "type": "conversation.item.truncate", "item_id": .string(item), "content_index": 0,
                "audio_end_ms": JSON(milliseconds), "event_id": .string(event),
            ])
        }
        let sent =
            call.received("response.output_audio.delta").reduce(0) {
                $0 + (Base64.decode($1["delta"]?.string ?? "")?.count ?? 0)
            } / 48
        truncate(sent + 1, event: "t1")
        let error = try #require(call.received("error").last?["error"])
        #expect(error["code"] == "invalid_value")
        #expect(error["message"] == .string("Audio content of \(sent)ms is already shorter than \(sent + 1)ms"))
        truncate(sent, event: "t2")
        #expect(call.types.last == "conversation.item.truncated")
        truncate(1_000, event: "t3")
        let truncated = try #require(call.received("conversation.item.truncated").last)
        #expect(truncated["audio_end_ms"] == 1_000)
        #expect(truncated["item_id"] == .string(item))
        truncate(1_500, event: "t4")
        #expect(
            call.received("error").last?["error"]?["message"]
                == "Audio content of 1000ms is already shorter than 1500ms")
    }

    @Test func `a truncated item has lost its transcript and the rest of its sound`() throws {
        var (call, item) = story()
        call.send(["type": "response.cancel"])
        call.send([
            "type": "conversation.item.truncate", "item_id": .string(item), "content_index": 0, "audio_end_ms": 700,
        ])
        call.send(["type": "conversation.item.retrieve", "item_id": .string(item)])
        let part = try #require(call.received("conversation.item.retrieved").first?["item"]?["content"]?[0])
        #expect(part["transcript"] == "")
        #expect(Base64.decode(part["audio"]?.string ?? "")?.count == 700 * 48)
    }

    @Test func `a caller's item cannot be truncated`() throws {
        var call = VirtualModelCall()
        call.ask("Hello.")
        let item = try #require(call.received("conversation.item.added").first?["item"]?["id"])
        call.send([
            "type": "conversation.item.truncate", "item_id": item, "content_index": 0, "audio_end_ms": 0,
        ])
        #expect(
            call.received("error").first?["error"]?["message"] == "Only model output audio messages can be truncated")
    }
}

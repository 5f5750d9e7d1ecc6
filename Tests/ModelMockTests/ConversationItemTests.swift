import Base64Coding
import JSONText
import ModelMock
import SpeechAudio
import TestSupport
import Testing

struct ConversationItemTests {
    private func error(_ call: VirtualModelCall) -> JSON? { call.received("error").last?["error"] }

    private func message(_ text: String, id: String? = nil) -> JSON {
        var item: JSONObject = [
            "type": "message", "role": "user", "content": [["type": "input_text", "text": .string(text)]],
        ]
        item["id"] = id.map { .string($0) }
        return .object(item)
    }

    @Test func `items stand where they were put`() {
        var call = VirtualModelCall()
        for (id, after) in [("a", nil), ("b", nil), ("first", "root"), ("between", "a"), ("last", "")] {
            var event: JSONObject = ["type": "conversation.item.create", "item": message("x", id: id)]
            event["previous_item_id"] = after.map { .string($0) }
            call.send(.object(event))
        }
        #expect(
            call.received("conversation.item.added").map { $0["previous_item_id"] }
                == [.null, "a", .null, "a", "b"])
        call.send(["type": "conversation.item.create", "item": message("x", id: "end")])
        #expect(call.received("conversation.item.added").last?["previous_item_id"] == "last")
    }

    @Test func `an unknown predecessor adds nothing`() {
        var call = VirtualModelCall()
        call.send([
            "type": "conversation.item.create", "previous_item_id": "nowhere", "item": message("x"), "event_id": "e",
        ])
        #expect(call.types == ["session.created", "error"])
        #expect(error(call)?["event_id"] == "e")
    }

    @Test func `a second item of the same id is taken, and is its own predecessor`() {
        var call = VirtualModelCall()
        for text in ["one", "two"] {
            call.send(["type": "conversation.item.create", "item": message(text, id: "same")])
        }
        #expect(call.received("conversation.item.added").map { $0["previous_item_id"] } == [.null, "same"])
        call.send(["type": "conversation.item.retrieve", "item_id": "same"])
        #expect(call.received.last?["item"]?["content"]?[0]?["text"] == "two")
    }

    @Test(arguments: [
        ("user", "text", "Invalid value: 'text'. Supported values are: 'input_text' and 'input_audio'."),
        ("assistant", "input_text", "Invalid value: 'input_text'. Value must be 'output_text'."),
        ("system", "output_text", "Invalid value: 'output_text'. Value must be 'input_text'."),
    ])
    func `content of the wrong type for a role is refused in the service's words`(
        role: String, type: String, message: String
    ) {
        var call = VirtualModelCall()
        call.send([
            "type": "conversation.item.create",
            "item": [
                "type": "message", "role": .string(role), "content": [["type": .string(type), "text": "x"]],
            ],
        ])
        #expect(error(call)?["message"] == .string(message))
        #expect(error(call)?["param"] == "item.content[0].type")
        #expect(call.received("conversation.item.added").isEmpty)
    }

    @Test func `what the caller said can be fetched with its sound`() throws {
        var call = VirtualModelCall()
        call.configure(["audio": ["input": ["transcription": ["model": "whisper-1"]]]])
        call.say("caller-hello")
        let item = try #require(call.received("input_audio_buffer.committed").first?["item_id"])
        call.send(["type": "conversation.item.retrieve", "item_id": item])
        let part = try #require(call.received("conversation.item.retrieved").first?["item"]?["content"]?[0])
        #expect(part["type"] == "input_audio")
        #expect(part["transcript"] == "Hello, can you hear me?")
        var bytes: [UInt8] = []
        var text = part["audio"]?.string ?? ""
        let fault = text.withUTF8 { Base64.decode(UnsafeRawBufferPointer($0), into: &bytes) }
        #expect(fault == nil)
        let start = try #require(call.received("input_audio_buffer.speech_started").first?["audio_start_ms"]?.integer)
        let stop = try #require(call.received("input_audio_buffer.speech_stopped").first?["audio_end_ms"]?.integer)
        #expect(bytes.count == (stop - start) * 48)
        let said = try #require(Fixtures.speechLibrary["caller-hello"]).bytes(as: .pcm24k)
        #expect(bytes.prefix(48_000).elementsEqual(said.dropFirst(start * 48).prefix(48_000)))
    }

    @Test(arguments: [
        ("conversation.item.retrieve", "item_retrieve_invalid_item_id", "retrieving"),
        ("conversation.item.delete", "item_delete_invalid_item_id", "deleting"),
    ])
    func `an unknown item is said to be unknown`(type: String, code: String, gerund: String) {
        var call = VirtualModelCall()
        call.send(["type": .string(type), "item_id": "gone"])
        #expect(error(call)?["code"] == .string(code))
        #expect(error(call)?["param"] == .null)
        #expect(error(call)?["message"] == .string("Error \(gerund) item: the item with id 'gone' does not exist."))
    }

    @Test func `a deleted item is gone, and nobody's predecessor`() {
        var call = VirtualModelCall()
        call.send(["type": "conversation.item.create", "item": message("x", id: "a")])
        call.send(["type": "conversation.item.create", "item": message("x", id: "b")])
        call.send(["type": "conversation.item.delete", "item_id": "b"])
        #expect(call.received.last?["item_id"] == "b")
        call.send(["type": "conversation.item.create", "item": message("x", id: "c")])
        #expect(call.received("conversation.item.added").last?["previous_item_id"] == "a")
        call.send(["type": "conversation.item.delete", "item_id": "b"])
        #expect(error(call)?["code"] == "item_delete_invalid_item_id")
    }

    @Test func `the output of a call that nobody made is refused`() {
        var call = VirtualModelCall()
        call.send([
            "type": "conversation.item.create",
            "item": ["type": "function_call_output", "call_id": "call_unknown", "output": "1"],
        ])
        #expect(error(call)?["code"] == "invalid_tool_call_id")
    }

    @Test func `a caller's audio in an item is heard like speech`() throws {
        var call = VirtualModelCall()
        let audio = try #require(Fixtures.speechLibrary["caller-weather"]).bytes(as: .pcm24k)
        call.send([
            "type": "conversation.item.create",
            "item": [
                "type": "message", "role": "user",
                "content": [["type": "input_audio", "audio": .string(Base64.encode(audio))]],
            ],
        ])
        #expect(
            call.received("conversation.item.added").first?["item"]?["content"]
                == [["type": "input_audio", "transcript": nil]])
        call.send(["type": "response.create"])
        call.wait(for: "response.done")
        #expect(
            call.received("response.output_audio_transcript.done").first?["transcript"]
                == "In London it is fourteen degrees, with a little rain.")
        call.send([
            "type": "conversation.item.create",
            "item": [
                "type": "message", "role": "user", "content": [["type": "input_audio", "audio": "not base64"]],
            ],
        ])
        #expect(error(call)?["param"] == "item.content[0].audio")
    }
}

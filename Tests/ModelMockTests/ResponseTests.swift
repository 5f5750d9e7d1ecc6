import Base64Coding
import JSONText
import ModelMock
import Scenarios
import SpeechAudio
import TestSupport
import Testing

struct ResponseTests {
    @Test func `a second response has to wait for the first`() throws {
        var call = VirtualModelCall()
        call.ask("Hello.")
        call.send(["type": "response.create", "event_id": "again"])
        let id = try #require(call.received("response.created").first?["response"]?["id"]?.string)
        let error = try #require(call.received("error").first?["error"])
        #expect(error["code"] == "conversation_already_has_active_response")
        #expect(
            error["message"]
                == .string(
                    "Conversation already has an active response in progress: \(id). Wait until the response is finished before creating a new one."
                ))
        #expect(error["event_id"] == "again")
        call.wait(for: "response.done")
        call.send(["type": "response.create"])
        #expect(call.received("response.created").count == 2)
    }

    @Test func `one response can be unlike its session`() throws {
        var call = VirtualModelCall()
        call.ask(
            "Hello.", response: ["output_modalities": ["text"], "metadata": ["k": "v"], "max_output_tokens": 100])
        call.wait(for: "response.done")
        let response = try #require(call.received("response.done").first?["response"])
        #expect(response["output_modalities"] == ["text"])
        #expect(response["metadata"] == ["k": "v"])
        #expect(response["max_output_tokens"] == 100)
        #expect(call.received("response.output_audio.delta").isEmpty)
        call.ask("Hello.", response: ["audio": ["output": ["format": ["type": "audio/pcmu"], "voice": "cedar"]]])
        call.wait(for: "response.done")
        let other = try #require(call.received("response.done").last?["response"])
        #expect(other["audio"] == ["output": ["format": ["type": "audio/pcmu"], "voice": "cedar"]])
        #expect(other["output_modalities"] == ["audio"])
        #expect(other["metadata"] == .null)
    }

    @Test func `a response out of band runs beside the other and leaves no item`() throws {
        var call = VirtualModelCall()
        call.ask("Tell me a very long story.")
        call.wait(.seconds(1))
        call.send([
            "type": "response.create",
            "response": [
                "conversation": "none", "output_modalities": ["text"], "metadata": ["topic": "classify"],
                "input": [
                    ["type": "message", "role": "user", "content": [["type": "input_text", "text": "Classify this."]]]
                ],
            ],
        ])
        let done = try #require(call.wait(for: "response.done")?["response"])
        #expect(done["conversation_id"] == .null)
        #expect(done["metadata"] == ["topic": "classify"])
        let item = try #require(done["output"]?[0]?["id"])
        #expect(!call.received("conversation.item.added").contains { $0["item"]?["id"] == item })
        call.send(["type": "conversation.item.retrieve", "item_id": item])
        #expect(call.received("error").last?["error"]?["code"] == "item_retrieve_invalid_item_id")
        call.wait(for: "response.done")
        #expect(call.received("response.done").last?["response"]?["status"] == "completed")
        #expect(Invariants(call).broken == [])
    }

    @Test(arguments: [40, 100, 200]) func `a cap on tokens cuts the reply`(cap: Int) throws {
        var call = VirtualModelCall()
        call.configure(["max_output_tokens": JSON(cap)])
        call.ask("Tell me a very long story.")
        call.wait(for: "response.done")
        let response = try #require(call.received("response.done").first?["response"])
        #expect(response["status"] == "incomplete")
        #expect(response["status_details"] == ["type": "incomplete", "reason": "max_output_tokens"])
        let used = try #require(response["usage"]?["output_tokens"]?.integer)
        #expect(used <= cap && used > cap / 2)
        #expect(response["output"]?[0]?["status"] == "incomplete")
        #expect(Invariants(call).broken == [])
    }

    @Test func `a tiny cap leaves nothing to say`() {
        var call = VirtualModelCall()
        call.configure(["max_output_tokens": 2])
        call.ask("Hello.")
        call.wait(for: "response.done")
        #expect(call.received("response.done").first?["response"]?["output"] == [])
        #expect(call.received("response.output_item.added").isEmpty)
    }

    @Test func `usage follows the sound and the words`() throws {
        var call = VirtualModelCall()
        call.say("caller-hello")
        call.wait(.seconds(3))
        call.say("caller-opening-hours")
        call.wait(.seconds(3))
        let usages = call.received("response.done").compactMap { $0["response"]?["usage"] }
        let segments = zip(
            call.received("input_audio_buffer.speech_started"), call.received("input_audio_buffer.speech_stopped")
        ).map { ($1["audio_end_ms"]?.integer ?? 0) - ($0["audio_start_ms"]?.integer ?? 0) }
        try #require(usages.count == 2 && segments.count == 2)
        let reply = try #require(
            Fixtures.speechLibrary["assistant-hear"] ?? Fixtures.speechLibrary["assistant-greeting"])
        #expect(usages[0]["input_token_details"]?["audio_tokens"]?.integer == segments[0] / 100)
        let spoken = try #require(usages[0]["output_token_details"]?["audio_tokens"]?.integer)
        #expect(spoken == reply.milliseconds / 50)
        #expect(usages[0]["input_token_details"]?["cached_tokens"] == 0)
        #expect((usages[1]["input_token_details"]?["cached_tokens"]?.integer ?? 0) >= 64)
    }

    // MARK: Functions

    private static let weather: JSON = [
        "type": "function", "name": "get_weather",
        "parameters": [
            "type": "object", "properties": ["city": ["type": "string"], "unit": ["enum": ["celsius", "kelvin"]]],
            "required": ["city", "unit"],
        ],
    ]

    @Test func `a function is called when the caller speaks of it`() throws {
        var call = VirtualModelCall()
        call.configure(["tools": [Self.weather]])
        call.say("caller-weather")
        call.wait(.seconds(3))
        let done = try #require(call.received("response.function_call_arguments.done").first)
        #expect(done["name"] == "get_weather")
        #expect(done["arguments"]?.string == #"{"city":"London","unit":"celsius"}"#)
        #expect(call.received("response.content_part.added").isEmpty)
        #expect(Invariants(call).broken == [])
    }

    @Test func `a function is not called when nothing speaks for it, or when it is forbidden`() {
        var call = VirtualModelCall()
        call.configure(["tools": [Self.weather]])
        call.ask("Good morning.")
        call.wait(for: "response.done")
        call.ask("What is the weather?", response: ["tool_choice": "none"])
        call.wait(for: "response.done")
        #expect(call.received("response.function_call_arguments.done").isEmpty)
    }

    @Test(arguments: [JSON("required"), ["type": "function", "name": "get_weather"]])
    func `a function is called when it must be, and then put into words`(choice: JSON) throws {
        var call = VirtualModelCall()
        call.configure(["tools": [Self.weather], "tool_choice": choice])
        call.ask("Good morning.")
        call.wait(for: "response.done")
        let id = try #require(call.received("response.function_call_arguments.done").first?["call_id"])
        call.send([
            "type": "conversation.item.create",
            "item": ["type": "function_call_output", "call_id": id, "output": "sunny"],
        ])
        call.send(["type": "response.create"])
        call.wait(for: "response.done")
        #expect(
            call.received("response.output_audio_transcript.done").first?["transcript"]
                == "Here is what I found: sunny")
    }

    @Test func `a script says and calls what it was told`() {
        let plan = ModelPlan(replies: [
            Reply(
                turn: TurnRange(first: 1, last: 1), say: "Let me look.",
                call: .init(name: "look", arguments: "{\"a\":1}")),
            Reply(text: "bye", say: "So long."),
        ])
        var call = VirtualModelCall(plan: plan)
        call.ask("Anything.")
        call.wait(for: "response.done")
        #expect(
            call.received("response.output_item.added").map { $0["item"]?["type"] } == ["message", "function_call"])
        #expect(call.received("response.function_call_arguments.done").first?["arguments"] == "{\"a\":1}")
        call.ask("Good bye.")
        call.wait(for: "response.done")
        #expect(call.received("response.output_audio_transcript.done").last?["transcript"] == "So long.")
        #expect(Invariants(call).broken == [])
    }

    // MARK: Sound

    @Test func `the reply is the same speech in all three formats`() throws {
        let wanted = try #require(Fixtures.speechLibrary.utterance(saying: "Hello! How can I help you today?"))
        for (name, encoding) in [
            ("audio/pcm", AudioEncoding.pcm24k), ("audio/pcmu", .pcmu), ("audio/pcma", .pcma),
        ] {
            var call = VirtualModelCall()
            call.configure(["audio": ["output": ["format": TurnTakingTests.format(name)]]])
            call.ask("Hi.")
            call.wait(for: "response.done")
            var bytes: [UInt8] = []
            for delta in call.received("response.output_audio.delta") {
                var chunk: [UInt8] = []
                var text = delta["delta"]?.string ?? ""
                #expect(text.withUTF8 { Base64.decode(UnsafeRawBufferPointer($0), into: &chunk) } == nil)
                bytes += chunk
            }
            #expect(bytes == wanted.bytes(as: encoding), "\(name)")
        }
    }

    @Test(arguments: [(1.0, 100.0), (6.0, 200.0), (20.0, 400.0)])
    func `sound is paced as the plan says`(speed: Double, chunkMs: Double) throws {
        let plan = ModelPlan(pace: Pace(firstAudioMs: 250, speed: speed, chunkMs: chunkMs))
        var call = VirtualModelCall(plan: plan)
        call.ask("Hi.")
        call.wait(for: "response.done")
        let times = call.timed.filter { $0.event["type"] == "response.output_audio.delta" }.map(\.time)
        #expect(times.first == .milliseconds(250))
        for (index, time) in times.enumerated() {
            let expected = 0.25 + Double(index) * chunkMs / speed / 1_000
            #expect(abs(Double(time.components.attoseconds) / 1e18 + Double(time.components.seconds) - expected) < 1e-5)
        }
    }

    @Test func `deadlines are absolute, so a late owner is not late for ever`() {
        var call = VirtualModelCall()
        call.ask("Hi.")
        var mock = call.mock
        let late = mock.advance(to: .milliseconds(500))
        #expect(late.count > 10, "all that was due comes at once")
        let next = mock.nextDeadline ?? .zero
        #expect(next > .milliseconds(500) && next < .milliseconds(534))
    }

    // MARK: Transcription

    @Test(arguments: [
        ("whisper-1", 1, "duration"), ("gpt-4o-transcribe", 7, "tokens"), ("gpt-realtime-whisper", 7, "duration"),
    ])
    func `what the caller said is written down`(model: String, deltas: Int, usage: String) throws {
        var call = VirtualModelCall()
        call.configure(["audio": ["input": ["transcription": ["model": .string(model)]]]])
        call.say("caller-weather")
        call.wait(.seconds(4))
        let completed = try #require(call.received("conversation.item.input_audio_transcription.completed").first)
        #expect(completed["transcript"] == "What is the weather in London?")
        #expect(completed["usage"]?["type"] == .string(usage))
        #expect(call.received("conversation.item.input_audio_transcription.delta").count == deltas)
        #expect(completed["item_id"] == call.received("input_audio_buffer.committed").first?["item_id"])
        #expect(Invariants(call).broken == [])
    }

    @Test(arguments: [AudioEncoding.pcm24k, .pcmu, .pcma])
    func `every sentence of the caller is recognised in every format`(encoding: AudioEncoding) {
        let heard = ["audio/pcm", "audio/pcmu", "audio/pcma"][[.pcm24k, .pcmu, .pcma].firstIndex(of: encoding) ?? 0]
        for utterance in Fixtures.speechLibrary.utterances(of: .caller) {
            var call = VirtualModelCall()
            call.configure([
                "audio": [
                    "input": ["format": TurnTakingTests.format(heard), "transcription": ["model": "whisper-1"]]
                ]
            ])
            call.stay(.milliseconds(400))
            call.say(utterance.id)
            call.wait(.seconds(2))
            #expect(
                call.received("conversation.item.input_audio_transcription.completed").map { $0["transcript"] }
                    == [.string(utterance.text)])
        }
    }
}

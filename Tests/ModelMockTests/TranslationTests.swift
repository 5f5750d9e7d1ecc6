import Base64Coding
import JSONText
import ModelMock
import Scenarios
import SpeechAudio
import TestSupport
import Testing
import WebSocketWire

/// `/v1/realtime/translations`: no turns, no responses, an interpreter that speaks when it has heard something. OpenAI, realtime translation.
struct TranslationTests {
    private static let plan = ModelPlan(replies: [
        Reply(text: "opening hours", say: "¿Cuál es su horario de apertura?")
    ])

    private func session(_ plan: ModelPlan = TranslationTests.plan, language: JSON = "es", source: Bool = true)
        -> VirtualModelCall
    {
        var call = VirtualModelCall(
            plan: plan, request: SessionRequest(target: "/v1/realtime/translations?model=gpt-realtime-translate"))
        call.send([
            "type": "session.update",
            "session": [
                "audio": [
                    "input": ["transcription": source ? ["model": "gpt-realtime-whisper"] : nil],
                    "output": ["language": language],
                ]
            ],
        ])
        return call
    }

    private func append(_ call: inout VirtualModelCall, _ bytes: [UInt8]) {
        for start in stride(from: 0, to: bytes.count, by: 9_600) {
            let chunk = Array(bytes[start..<min(start + 9_600, bytes.count)])
            call.send(["type": "session.input_audio_buffer.append", "audio": .string(Base64.encode(chunk))])
            call.wait(.milliseconds(200))
        }
    }

    private func say(_ call: inout VirtualModelCall, _ id: String, thenSilence milliseconds: Int = 1_000) {
        let speech = Fixtures.speechLibrary[id]?.bytes(as: .pcm24k) ?? []
        append(&call, speech + Array(repeating: 0, count: milliseconds * 48))
    }

    private func words(_ call: VirtualModelCall, _ side: String) -> String {
        call.received("session.\(side)_transcript.delta").compactMap { $0["delta"]?.string }.joined()
    }

    @Test func `a phrase is put into words and sound, and its source written down`() throws {
        var call = session()
        say(&call, "caller-opening-hours")
        call.wait(.seconds(5))
        #expect(words(call, "input") == "What are your opening hours?")
        #expect(words(call, "output") == "¿Cuál es su horario de apertura?")
        let sound = call.received("session.output_audio.delta")
        #expect(!sound.isEmpty)
        #expect(sound.allSatisfy { $0["sample_rate"] == 24_000 && $0["channels"] == 1 && $0["format"] == "pcm16" })
        let elapsed = sound.compactMap { $0["elapsed_ms"]?.integer }
        #expect(elapsed == elapsed.sorted() && elapsed.allSatisfy { $0 % 200 == 0 } && elapsed.count == sound.count)
        #expect(call.received("error").isEmpty)
        let ids = call.received.compactMap { $0["event_id"]?.string }
        #expect(Set(ids).count == call.received.count)
    }

    @Test func `the session says what it is set to`() throws {
        let call = session()
        let created = try #require(call.received("session.created").first?["session"])
        #expect(created["type"] == "translation" && created["model"] == "gpt-realtime-translate")
        let updated = try #require(call.received("session.updated").first?["session"])
        #expect(updated["audio"]?["output"]?["language"] == "es")
        #expect(updated["audio"]?["input"]?["transcription"] == ["model": "gpt-realtime-whisper"])
        #expect(updated["id"] == created["id"])
    }

    @Test func `without a transcription the source is not written`() {
        var call = session(source: false)
        say(&call, "caller-opening-hours")
        call.wait(.seconds(5))
        #expect(words(call, "input") == "")
        #expect(words(call, "output") != "")
    }

    @Test func `what nobody has translated is said in its own words`() {
        var call = session()
        say(&call, "caller-hello")
        say(&call, "caller-opening-hours")
        call.wait(.seconds(8))
        #expect(words(call, "output") == "Hello, can you hear me?¿Cuál es su horario de apertura?")
    }

    @Test func `a session that is closed first says what it has heard`() throws {
        var call = session()
        say(&call, "caller-opening-hours", thenSilence: 0)
        #expect(call.received("session.output_transcript.delta").isEmpty)
        call.send(["type": "session.close"])
        call.wait(.seconds(8))
        #expect(words(call, "output") == "¿Cuál es su horario de apertura?")
        #expect(call.types.last == "session.closed")
        #expect(call.ending == .close(code: .normalClosure, reason: ""))
        var silent = session()
        silent.send(["type": "session.close"])
        #expect(silent.types.last == "session.closed")
    }

    @Test(
        arguments: [
            (["type": "response.create"], "invalid_value", "type"),
            (["type": "input_audio_buffer.append", "audio": "AAAA"], "invalid_value", "type"),
            (["type": "session.input_audio_buffer.append"], "missing_required_parameter", "audio"),
            (["type": "session.input_audio_buffer.append", "audio": "%%"], "invalid_value", "audio"),
            (["type": "session.update"], "missing_required_parameter", "session"),
            (["type": "session.update", "session": ["model": "x"]], "unknown_parameter", "session.model"),
            (
                ["type": "session.update", "session": ["audio": ["output": ["voice": "marin"]]]], "unknown_parameter",
                "session.audio.output.voice"
            ),
            (
                ["type": "session.update", "session": ["audio": ["input": ["transcription": [:]]]]],
                "missing_required_parameter", "session.audio.input.transcription.model"
            ),
            (
                ["type": "session.update", "session": ["audio": ["output": ["language": 5]]]], "invalid_type",
                "session.audio.output.language"
            ), (["event_id": "mine"], "invalid_event", nil),
        ] as [(JSON, String, String?)])
    func `what belongs to other sessions is refused`(event: JSON, code: String, param: String?) throws {
        var call = session()
        let before = call.received.count
        call.send(event)
        #expect(call.received.count == before + 1)
        let error = try #require(call.received("error").first?["error"])
        #expect(error["code"] == .string(code))
        #expect(error["param"] == JSON(param))
        #expect(error["event_id"] == event["event_id"] ?? .null)
    }

    @Test(arguments: [
        ("/v1/realtime/translations?model=gpt-realtime", "invalid_model"),
        ("/v1/realtime/translations", "missing_model"),
        ("/v1/realtime?model=gpt-realtime-translate", "invalid_model"),
    ])
    func `each address has its models`(target: String, code: String) {
        let call = VirtualModelCall(request: SessionRequest(target: target))
        #expect(call.received.first?["error"]?["code"] == .string(code))
    }

    @Test func `noise is not interpreted, and text that is no JSON is survived`() {
        var call = session()
        var state: UInt32 = 5
        let noise = (0..<96_000).map { _ -> UInt8 in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(state >> 24)
        }
        append(&call, noise + Array(repeating: 0, count: 48_000))
        call.send(text: "{")
        call.send(binary: [1, 2])
        call.wait(.seconds(3))
        #expect(words(call, "output") == "")
        #expect(call.received("error").map { $0["error"]?["code"] } == ["invalid_json", "invalid_event"])
    }

    @Test func `it lasts an hour`() {
        var call = session()
        call.wait(.seconds(3_600))
        #expect(call.received.last?["error"]?["code"] == "session_expired")
        #expect(
            call.ending == .close(code: .goingAway, reason: "Your session hit the maximum duration of 60 minutes."))
    }
}

import Base64Coding
import JSONText
import RealtimeProtocol
import Scenarios
import SpeechAudio
import TestSupport
import Testing
import WebSocketWire

@testable import ModelMock

/// Seeds, long sessions and hostile clients.
struct EnduranceTests {
    @Test func `seeds change the ids and nothing else`() {
        func session(_ seed: UInt64) -> (types: [String], times: [Duration], ids: Set<String>) {
            var call = VirtualModelCall(settings: MockSettings(seed: seed))
            call.say("caller-hello")
            call.wait(.seconds(3))
            call.ask("Tell me more.")
            call.wait(.seconds(3))
            return (call.types, call.timed.map(\.time), Set(call.received.compactMap { $0["event_id"]?.string }))
        }
        let (one, other) = (session(1), session(99))
        #expect(one.types == other.types && one.times == other.times)
        #expect(one.ids.isDisjoint(with: other.ids))
        #expect(one.ids == session(1).ids)
    }

    @Test func `thirty minutes of talk leave little behind`() throws {
        let settings = MockSettings(retainedAudioBytes: 200_000)
        var mock = ModelMock(
            request: SessionRequest(target: "/v1/realtime?model=gpt-realtime"), plan: .init(), settings: settings,
            speech: Fixtures.speech)
        _ = mock.open(at: .zero)
        _ = mock.receive(
            .text(
                #"{"type":"session.update","session":{"type":"realtime","audio":{"input":{"format":{"type":"audio/pcmu"}},"output":{"format":{"type":"audio/pcmu"}}}}}"#
            ),
            at: .zero)
        let speech = try #require(Fixtures.speechLibrary["caller-opening-hours"]).bytes(as: .pcmu)
        let turn = speech + Array(repeating: 0xFF, count: 10 * 8_000 - speech.count)
        // One message a second, each with a second of audio.
        let messages = stride(from: 0, to: turn.count, by: 8_000).map { start in
            "{\"type\":\"input_audio_buffer.append\",\"audio\":\"\(Base64.encode(Array(turn[start..<start + 8_000])))\"}"
        }
        var answers = 0
        for second in 0..<1_800 {
            let actions =
                mock.receive(.text(messages[second % messages.count]), at: .seconds(second))
                + mock.advance(to: .seconds(second) + .milliseconds(999))
            for case .send(.text(let text)) in actions where text.contains("\"response.done\"") { answers += 1 }
        }
        #expect(answers == 180)
        let engine = try #require(mock.engine)
        #expect(engine.history.keptAudioBytes <= settings.retainedAudioBytes)
        #expect(engine.history.order.count == 360)
        #expect(engine.runs.isEmpty && engine.transcriptions.isEmpty && engine.lateErrors.isEmpty)
        #expect(engine.ear.keptBytes < 100_000)
    }

    @Test func `a conversation without end forgets its beginning`() {
        var call = VirtualModelCall()
        for index in 0..<2_200 {
            call.send([
                "type": "conversation.item.create",
                "item": [
                    "type": "message", "role": "user", "id": .string("i\(index)"),
                    "content": [["type": "input_text", "text": "x"]],
                ],
            ])
        }
        call.send(["type": "conversation.item.retrieve", "item_id": "i0"])
        #expect(call.received.last?["error"]?["code"] == "item_retrieve_invalid_item_id")
        call.send(["type": "conversation.item.retrieve", "item_id": "i2199"])
        #expect(call.received.last?["item"]?["id"] == "i2199")
    }

    @Test func `what is no message is answered as recorded`() {
        var call = VirtualModelCall()
        call.send(text: "{not json")
        call.send(text: "[]")
        call.send(text: "{}")
        call.send(text: #"{"type":"launch"}"#)
        call.send(binary: [1, 2, 3])
        call.send(text: #"{"type":"input_audio_buffer.append","audio":"@@","event_id":"bad"}"#)
        call.send(text: #"{"type":"input_audio_buffer.append","event_id":"none"}"#)
        call.send(text: #"{"type":"input_audio_buffer.append","audio":"AAAA","session":{}}"#)
        let errors = call.received("error").compactMap { $0["error"] }
        #expect(
            errors.map { $0["code"] } == [
                "invalid_json", "invalid_event", "invalid_event", "invalid_value", "invalid_event", "invalid_value",
                "missing_required_parameter", "unknown_parameter",
            ])
        #expect(errors[5]["event_id"] == "bad" && errors[6]["event_id"] == "none")
        #expect(errors[6]["param"] == "audio")
        #expect(call.ending == nil)
    }

    @Test(arguments: 0..<12) func `whatever a client says, the answer is a known event in order`(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        let era: Era = seed % 3 == 0 ? .beta : .ga
        var call = VirtualModelCall(settings: MockSettings(era: era, seed: UInt64(seed)))
        for _ in 0..<120 {
            call.send(text: ClientNoise.message(call.received, dialect: era == .beta ? .beta : .ga, &random))
            if Int.random(in: 0..<3, using: &random) == 0 {
                call.wait(.milliseconds(Int.random(in: 1...900, using: &random)))
            }
        }
        for event in call.received {
            let known = ServerEvent(event.object ?? [:], dialect: era == .beta ? .beta : .ga)
            #expect(known.type != nil, "\(event.text.prefix(300))")
        }
        #expect(call.ending == nil)
        call.wait(.seconds(60))
        #expect(Invariants(call).broken == [])
    }
}

/// Messages of a client that means well, badly, or nothing at all.
enum ClientNoise {
    static func message(_ received: [JSON], dialect: Dialect, _ random: inout SplitMix64) -> String {
        let items = received.suffix(60).compactMap { $0["item_id"]?.string ?? $0["item"]?["id"]?.string }
        let item = JSON.string(items.randomElement(using: &random) ?? "item_none")
        let call = received.last { $0["call_id"] != nil }?["call_id"] ?? "call_none"
        let event: JSON
        switch Int.random(in: 0..<18, using: &random) {
        case 0, 1, 2, 3:
            let speech = Fixtures.speechLibrary.utterances.randomElement(using: &random)?.bytes(as: .pcm24k) ?? []
            let start = Int.random(in: 0..<max(1, speech.count), using: &random)
            let bytes =
                Bool.random(using: &random)
                ? Array(speech[start...].prefix(48_001)) : Array(repeating: 0, count: 30_000)
            event = ["type": "input_audio_buffer.append", "audio": .string(Base64.encode(bytes))]
        case 4: event = ["type": "input_audio_buffer.commit"]
        case 5: event = ["type": "input_audio_buffer.clear"]
        case 6, 7: event = ["type": "response.create"]
        case 8: event = ["type": "response.cancel"]
        case 9:
            event = [
                "type": "conversation.item.create",
                "item": [
                    "type": "message", "role": "user",
                    "content": [["type": "input_text", "text": "Tell me a long story about the weather."]],
                ],
            ]
        case 10:
            event = [
                "type": "conversation.item.truncate", "item_id": item, "content_index": 0,
                "audio_end_ms": JSON(Int.random(in: 0..<3_000, using: &random)),
            ]
        case 11: event = ["type": "conversation.item.retrieve", "item_id": item]
        case 12:
            event = [
                "type": "conversation.item.create",
                "item": ["type": "function_call_output", "call_id": call, "output": "42"],
            ]
        case 13:
            let tools: JSON = [["type": "function", "name": "get_weather", "parameters": ["type": "object"]]]
            let choice = JSON.string(["auto", "none", "required"].randomElement(using: &random) ?? "auto")
            event =
                dialect == .ga
                ? ["type": "session.update", "session": ["type": "realtime", "tools": tools, "tool_choice": choice]]
                : ["type": "session.update", "session": ["tools": tools, "tool_choice": choice]]
        case 14:
            let detection: JSON =
                [
                    nil, ["type": "server_vad", "interrupt_response": false], ["type": "server_vad"],
                    ["type": "semantic_vad"],
                ].randomElement(using: &random) ?? nil
            event =
                dialect == .ga
                ? [
                    "type": "session.update",
                    "session": ["type": "realtime", "audio": ["input": ["turn_detection": detection]]],
                ] : ["type": "session.update", "session": ["turn_detection": detection]]
        case 15:
            event = [
                "type": "response.create", "response": ["conversation": "none", "input": [], "max_output_tokens": 30],
            ]
        default: event = junk(depth: 0, &random)
        }
        var text = event.text
        // Sometimes a byte goes wrong on the way.
        if Int.random(in: 0..<12, using: &random) == 0 {
            var bytes = Array(text.utf8)
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 32...126, using: &random)
            text = String(decoding: bytes, as: UTF8.self)
        }
        return text
    }

    private static let words = [
        "type", "session", "item", "audio", "response", "content", "role", "id", "event_id", "input", "tools", "user",
        "message", "session.update", "response.create", "conversation.item.create", "input_audio_buffer.append", "",
    ]

    private static func junk(depth: Int, _ random: inout SplitMix64) -> JSON {
        switch Int.random(in: 0..<(depth > 3 ? 5 : 8), using: &random) {
        case 0: return nil
        case 1: return .bool(Bool.random(using: &random))
        case 2: return .integer(Int64.random(in: .min ... .max, using: &random))
        case 3: return .number(Double.random(in: -1e300...1e300, using: &random))
        case 4: return .string(words.randomElement(using: &random) ?? "")
        case 5: return .array((0..<Int.random(in: 0..<4, using: &random)).map { _ in junk(depth: depth + 1, &random) })
        default:
            var object = JSONObject()
            object["type"] = .string(words.randomElement(using: &random) ?? "")
            for _ in 0..<Int.random(in: 0..<5, using: &random) {
                object[words.randomElement(using: &random) ?? ""] = junk(depth: depth + 1, &random)
            }
            return .object(object)
        }
    }
}

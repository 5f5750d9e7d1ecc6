// Bridges without a carrier: bare audio, binary or in JSON, at any rate.
import Base64Coding
import CallCapture
import CallerSimulator
import JSONText
import Scenarios
import SpeechAudio
import TestSupport
import Testing
import WebSocketWire

struct PlainFrontTests {
    @Test(arguments: [
        (AudioEncoding.pcmu, 160), (.pcma, 160), (.pcm16(rate: 8_000), 320), (.pcm16(rate: 16_000), 640),
        (.pcm24k, 960),
    ]) func `frames of 20 ms go up as bare bytes`(encoding: AudioEncoding, bytes: Int) throws {
        let call = try VirtualPhoneCall(
            plan: .steps(.pause(ms: 100), .hangUp), settings: .init(front: .plain(.init(encoding: encoding))),
            bridge: Bridges.silent)
        let sizes = call.frames.compactMap { if case .binary(let bytes) = $0.content { bytes.count } else { nil } }
        #expect(sizes == Array(repeating: bytes, count: 5))
        #expect(call.said.isEmpty)
    }

    @Test func `JSON carries base64 at its path, beside the members of the template`() throws {
        let framing = PlainFormat.Framing.json(
            path: "audio.data", template: #"{"type":"input","audio":{"rate":16000}}"#)
        let call = try VirtualPhoneCall(
            plan: .steps(.pause(ms: 20), .hangUp),
            settings: .init(front: .plain(.init(encoding: .pcm16(rate: 16_000), framing: framing))),
            bridge: Bridges.silent)
        let silence = Base64.encode([UInt8](repeating: 0, count: 640))
        #expect(
            call.frames.first?.content
                == .text(#"{"type":"input","audio":{"rate":16000,"data":"\#(silence)"}}"#))
    }

    @Test func `a message tells by itself where its audio goes`() {
        let message = #"{"type":"audio","body":{"rate":8000,"data":"<audio>"}}"#
        #expect(PlainFormat.Framing.json(message) == .json(path: "body.data", template: message))
        #expect(PlainFormat.Framing.json("a.b") == .json(path: "a.b"))
        for wrong in [#"{"type":"audio"}"#, "{", #"[{"a":"<audio>"}]"#] {
            #expect(PlainFormat.Framing.json(wrong) == nil)
        }
    }

    @Test(arguments: [true, false]) func `what the bridge says is heard at its rate`(isJSON: Bool) throws {
        let encoding = AudioEncoding.pcm16(rate: 16_000)
        let bytes = try #require(Fixtures.speechLibrary["assistant-greeting"]).bytes(as: encoding)
        // Cut in the middle of a sample.
        let parts = [Array(bytes[..<20_001]), Array(bytes[20_001...])]
        var sent = false
        let call = try VirtualPhoneCall(
            plan: .steps(.wait(.greeting(withinMs: 3_000)), .hangUp),
            settings: .init(
                front: .plain(.init(encoding: encoding, framing: isJSON ? .json(path: "a.b") : .binary)))
        ) { _, _ in
            defer { sent = true }
            if sent { return [] }
            return [.send(.text(#"{"status":"ready"}"#))]
                + parts.map {
                    .send(
                        isJSON ? .text(#"{"a":{"b":"\#(Base64.encode($0))"}}"#) : .binary($0),
                        after: .milliseconds(200))
                }
        }
        let heard = try #require(call.observed(ObservationKind.played).first)
        #expect((-30 ... -10).contains(heard["level"]?.number ?? 0))
        #expect(call.observed(ObservationKind.carrier).isEmpty)
        #expect(call.observed(ObservationKind.playback).first?["receivedMs"]?.integer == (bytes.count + 16) / 32)
    }

    @Test func `garbage is told without a number`() throws {
        let call = try VirtualPhoneCall(
            plan: .steps(.pause(ms: 200), .hangUp),
            settings: .init(front: .plain(.init(encoding: .pcmu, framing: .json(path: "audio"))))
        ) { _, _ in
            [.send(.text("{")), .send(.binary([1])), .send(.text(#"{"audio":"*"}"#)), .send(.text(#"{"audio":7}"#))]
        }
        let told = call.observed(ObservationKind.carrier)
        #expect(Set(told.compactMap { $0["reason"]?.string }) == ["not-json", "binary-frame", "not-base64"])
        #expect(told.allSatisfy { $0["number"] == .null })
    }
}

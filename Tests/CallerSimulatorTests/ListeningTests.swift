// What comes down from the bridge: played, heard, marked, cleared, or dropped with Twilio's number.
import Base64Coding
import CallCapture
import CallerSimulator
import JSONText
import Scenarios
import SpeechAudio
import TelephonyProtocol
import TestSupport
import Testing
import WebSocketWire

struct ListeningTests {
    @Test func `a greeting is heard as long as it lasts, and its mark comes back when it is over`() throws {
        let call = try VirtualPhoneCall(
            plan: .steps(.wait(.greeting(withinMs: 5_000)), .hangUp), bridge: Bridges.greets())
        let length = try #require(Fixtures.speechLibrary["assistant-greeting"]).milliseconds
        let heard = try #require(call.observed(ObservationKind.played).first)
        #expect((288...400).contains(heard["fromMs"]?.integer ?? 0))
        #expect((300 + length - 200...320 + length).contains(heard["toMs"]?.integer ?? 0))
        #expect((-30 ... -10).contains(heard["level"]?.number ?? 0))
        let mark = call.said.compactMap { if case .mark(let mark) = $0.message { (mark.name, $0.at) } else { nil } }
        #expect(mark.map(\.0) == ["greeting"])
        #expect((300 + length - 1...300 + length + 1).contains(Int(mark.first.map { $0.1 / .milliseconds(1) } ?? 0)))
        let playback = try #require(call.observed(ObservationKind.playback).first)
        #expect(playback["playedMs"] == playback["receivedMs"])
        #expect(playback["unplayedMs"] == 0)
        #expect(playback["longestBufferMs"] == playback["receivedMs"])
        #expect(playback["underruns"] == 0)
    }

    @Test func `an interruption is told with what was heard, what was not, and when the clear came`() throws {
        let call = try VirtualPhoneCall(
            plan: .steps(
                .wait(.greeting(withinMs: 5_000)), .say(.text("Tell me a very long story.")),
                .interrupt(afterMs: 2_000, .text("Wait, stop please."), withinMs: 5_000),
                .expect(.clear(withinMs: 500)), .hangUp), bridge: Bridges.converses())
        let told = try #require(call.observed(ObservationKind.interrupted).first)
        #expect((2_000...2_100).contains(told["heardMs"]?.integer ?? 0))
        #expect((told["unplayedMs"]?.integer ?? 0) > 3_000)
        #expect((80...400).contains(told["clearedAfterMs"]?.integer ?? 0))
        #expect(told["talkedOverMs"] == told["clearedAfterMs"])
        #expect(call.observed(ObservationKind.expectation).map { $0["met"] } == [true])
        let said = call.observed(ObservationKind.said)
        #expect(said.map { $0["interrupts"] } == [false, true])
        #expect(said.map { $0["turn"] } == [1, 1])
        #expect(call.observed(ObservationKind.playback).first?["clears"]?.integer ?? 0 >= 1)
        #expect(call.ending == "the caller hung up")
    }

    @Test func `a bridge that never clears is told as such`() throws {
        let call = try VirtualPhoneCall(
            plan: .steps(
                .wait(.greeting(withinMs: 5_000)), .say(.text("Tell me a very long story.")),
                .interrupt(afterMs: 2_000, .text("Wait, stop please."), withinMs: 5_000),
                .expect(.clear(withinMs: 500)), .pause(ms: 11_000), .hangUp), bridge: Bridges.converses(clears: false))
        let told = try #require(call.observed(ObservationKind.interrupted).first)
        #expect(told["clearedAfterMs"] == .null)
        #expect((told["talkedOverMs"]?.integer ?? 0) > 3_000)
        let expectation = try #require(call.observed(ObservationKind.expectation).first)
        #expect(expectation["met"] == false)
        #expect(expectation["reason"] == "no clear within 500 ms")
        #expect(expectation["step"] == 4)
    }

    @Test func `what Twilio drops is not heard, and told with its number`() throws {
        let audio = Bridges.speech("assistant-greeting")
        let wrong: [WireMessage] = [
            .text(#"{"event":"media","media":{"payload":"\#(audio)"}}"#),
            .text(#"{"event":"media","streamSid":"MZ0","media":{"payload":"\#(audio)"}}"#),
            .text(#"{"type":"media","streamSid":"SID","payload":"\#(audio)"}"#),
            .binary([1, 2, 3]), .text("{"),
        ]
        let call = try VirtualPhoneCall(plan: .steps(.pause(ms: 5_000), .hangUp), bridge: Bridges.sends(wrong))
        let told = call.observed(ObservationKind.carrier)
        #expect(
            told.map { $0["reason"] } == [
                "missing-streamsid", "stale-streamsid", "wrong-shape", "binary-frame", "not-json",
            ])
        #expect(told.map { $0["number"] } == [31951, 31951, 31951, 31950, 31951])
        #expect(told.allSatisfy { $0["level"] == "warning" && $0["dropped"] == true && $0["connection"] == "p1" })
        #expect(told.map { $0["message"] } == [1, 2, 3, 4, 5])
        #expect(call.observed(ObservationKind.played).isEmpty)
        #expect(call.observed(ObservationKind.playback).first?["receivedMs"] == 0)
    }

    @Test func `a wrong message fifty times a second is told five times and counted`() throws {
        let call = try VirtualPhoneCall(plan: .steps(.pause(ms: 2_000), .hangUp)) { message, _ in
            guard case .media = message else { return [] }
            return [.send(.text(#"{"event":"media","media":{"payload":"//8="}}"#))]
        }
        let told = call.observed(ObservationKind.carrier)
        #expect(told.count == 6)
        #expect(told.last?["count"] == 99)
        #expect(told.last?["message"] == nil)
    }

    @Test func `more than ten minutes of audio are discarded with 31931`() throws {
        let minute = Base64.encode([UInt8](repeating: 0xFF, count: 480_000))
        let flood = (0..<12).map { _ in WireMessage.text(BridgeMessage.media(streamSid: "SID", payload: minute).text) }
        let call = try VirtualPhoneCall(plan: .steps(.pause(ms: 1_000), .hangUp), bridge: Bridges.sends(flood))
        let told = call.observed(ObservationKind.carrier)
        #expect(told.map { $0["number"] } == [31931, 31931])
        let playback = try #require(call.observed(ObservationKind.playback).first)
        #expect(playback["discardedMs"] == 120_000)
        #expect(playback["longestBufferMs"] == 600_000)
        #expect(playback["playedMs"]?.integer == 950)
        #expect(playback["unplayedMs"]?.integer == 599_050)
    }

    @Test func `on a stream that only listens nothing is heard, and 31924 is told`() throws {
        var plan = CallerPlan.steps(.wait(.greeting(withinMs: 1_000)), .hangUp)
        plan.stream = .listenOnly
        let call = try VirtualPhoneCall(plan: plan, bridge: Bridges.greets())
        #expect(call.observed(ObservationKind.carrier).map { $0["number"] } == [31924, 31924])
        #expect(call.observed(ObservationKind.played).isEmpty)
        #expect(call.observed(ObservationKind.waited).map { $0["for"] } == ["greeting"])
    }

    @Test func `a WAV header is heard as noise and told without a number`() throws {
        let wav = Base64.encode(Array("RIFF....WAVEfmt ".utf8) + [UInt8](repeating: 0xFF, count: 160))
        let call = try VirtualPhoneCall(
            plan: .steps(.pause(ms: 500), .hangUp),
            bridge: Bridges.sends([.text(BridgeMessage.media(streamSid: "SID", payload: wav).text)]))
        let told = try #require(call.observed(ObservationKind.carrier).first)
        #expect(told["reason"] == "wav-header")
        #expect(told["number"] == .null)
        #expect(told["dropped"] == false)
        #expect(call.observed(ObservationKind.playback).first?["playedMs"] == 22)
    }

    @Test func `a bridge that sends back what it hears lets the caller hear the caller`() throws {
        let call = try VirtualPhoneCall(
            plan: .steps(.pause(ms: 500), .say(.text("Hello, can you hear me?")), .pause(ms: 2_000), .hangUp),
            bridge: Bridges.echoes)
        let said = try #require(call.observed(ObservationKind.said).first)
        let heard = try #require(call.observed(ObservationKind.played).first)
        // A frame to collect it, 40 ms in the bridge, and the detector's grid of 32 ms.
        let delay = (heard["fromMs"]?.integer ?? 0) - (said["fromMs"]?.integer ?? 0)
        #expect((28...160).contains(delay), "\(delay)")
        #expect(call.observed(ObservationKind.carrier).isEmpty)
        #expect(call.observed(ObservationKind.playback).first?["underruns"] == 0)
    }

    @Test func `a bridge that floods costs bounded memory and ends with the script`() throws {
        let second = Base64.encode([UInt8](repeating: 0x20, count: 8_000))
        let call = try VirtualPhoneCall(plan: .steps(.pause(ms: 500), .hangUp)) { message, _ in
            guard case .media(let media) = message else { return [] }
            let audio = BridgeReply.say(.media(streamSid: media.streamSid, payload: second))
            return Array(repeating: audio, count: 40)
                + [.say(.mark(streamSid: media.streamSid, name: "\(media.chunk)"))]
        }
        #expect(call.ending == "the caller hung up")
        let playback = try #require(call.observed(ObservationKind.playback).first)
        #expect((599_000...600_000).contains(playback["longestBufferMs"]?.integer ?? 0))
        #expect(playback["discardedMs"]?.integer ?? 0 > 300_000)
        #expect(call.observed(ObservationKind.carrier).last?["number"] == 31931)
        #expect(call.observed(ObservationKind.carrier).count == 6)
    }

    @Test func `the line's echo comes back to the bridge, quieter`() throws {
        var plan = CallerPlan.steps(.pause(ms: 3_000), .hangUp)
        plan.line.echoLevel = -20
        let call = try VirtualPhoneCall(plan: plan, bridge: Bridges.greets())
        var level = AudioLevel()
        for media in call.media {
            var payload = media.payload
            var chunk: [UInt8] = []
            _ = payload.withUTF8 { Base64.decode(UnsafeRawBufferPointer($0), into: &chunk) }
            level.receive(AudioEncoding.pcmu.decode(chunk))
        }
        let heard = AudioLevel(of: Fixtures.speechLibrary["assistant-greeting"]?.samples ?? [])
        #expect(abs(level.peak - heard.peak + 20) < 1.5)
    }
}

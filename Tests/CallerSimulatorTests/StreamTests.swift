// What goes up to the bridge: the opening, the frames and their times, digits, marks, the end.
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

struct StreamTests {
    @Test
    func `a call opens with connected and start, then a frame comes every 20 ms, and it ends with stop and a close`()
        throws
    {
        var plan = CallerPlan.steps(.pause(ms: 200), .hangUp)
        plan.parameters = [("agent", "a1")]
        let call = try VirtualPhoneCall(plan: plan, seed: 7, startAt: .seconds(100), bridge: Bridges.silent)
        let identity = CallIdentity(seed: 7)
        let texts = call.frames.compactMap { if case .text(let text) = $0.content { text } else { nil } }
        #expect(texts.first == #"{"event":"connected","protocol":"Call","version":"1.0.0"}"#)
        #expect(
            texts.dropFirst().first
                == #"{"event":"start","sequenceNumber":"1","start":{"accountSid":"\#(identity.accountSid)","streamSid":"\#(identity.streamSid)","callSid":"\#(identity.callSid)","tracks":["inbound"],"mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000,"channels":1},"customParameters":{"agent":"a1"}},"streamSid":"\#(identity.streamSid)"}"#
        )
        #expect(call.media.map(\.chunk) == Array(1...10))
        #expect(call.media.map(\.sequenceNumber) == Array(2...11))
        #expect(call.media.map(\.timestamp) == Array(stride(from: 20, through: 200, by: 20)))
        let silence = Base64.encode([UInt8](repeating: 0xFF, count: 160))
        #expect(call.media.allSatisfy { $0.payload == silence && $0.track == "inbound" })
        let times = call.said.filter { if case .media = $0.message { true } else { false } }.map(\.at)
        #expect(times == (1...10).map { .seconds(100) + .milliseconds($0 * 20) })
        guard case .stop(let stop)? = call.said.last?.message else {
            Issue.record("no stop")
            return
        }
        #expect(stop.sequenceNumber == 12)
        #expect(call.frames.last?.content == .close(code: 1000, reason: "", by: .client))
        #expect(call.ending == "the caller hung up")
    }

    @Test func `a minute of frames does not drift, even when every wake-up is late`() throws {
        let plan = CallerPlan.steps(.pause(ms: 60_000), .hangUp)
        var simulated = SimulatedCall(
            plan: plan, voice: try CallerVoice(steps: plan.steps, library: Fixtures.speechLibrary), seed: 1)
        _ = simulated.opened(at: .zero)
        var now = Duration.zero
        var count = 0
        var last = Duration.zero
        while let due = simulated.nextDeadline, count < 3_000 {
            now = due + .milliseconds(7)
            for case .send(.text(let text)) in simulated.advance(to: now) where text.hasPrefix(#"{"event":"media""#) {
                count += 1
                last = now
            }
        }
        #expect(count == 3_000)
        #expect(last == .seconds(60) + .milliseconds(7))
    }

    @Test func `the harness tells how late its own frames were`() throws {
        let call = try VirtualPhoneCall(
            plan: .steps(.pause(ms: 2_000), .hangUp), late: .milliseconds(3), bridge: Bridges.silent)
        let playback = try #require(call.observed(ObservationKind.playback).first)
        #expect(playback["frames"] == 100)
        #expect(playback["lateP99Ms"]?.number == 3.25)
        #expect(playback["lateMaxMs"]?.number == 3)
    }

    @Test func `start can be late`() throws {
        var plan = CallerPlan.steps(.pause(ms: 100), .hangUp)
        plan.startDelayMs = 1_800
        let call = try VirtualPhoneCall(plan: plan, bridge: Bridges.silent)
        #expect(call.said.map(\.at).prefix(3) == [.zero, .milliseconds(1_800), .milliseconds(1_820)])
    }

    @Test func `what a bridge says before start is dropped with a reason`() throws {
        var plan = CallerPlan.steps(.pause(ms: 500), .hangUp)
        plan.startDelayMs = 1_000
        let call = try VirtualPhoneCall(plan: plan) { message, _ in
            guard case .connected = message else { return [] }
            return [.send(.text(#"{"event":"media","streamSid":null,"media":{"payload":"//8="}}"#))]
        }
        let told = call.observed(ObservationKind.carrier)
        #expect(told.map { $0["reason"] } == ["before-start"])
        #expect(told.first?["message"] == 1)
        #expect(told.first?["frame"] == 2)
    }

    @Test func `digits are pressed one after the other`() throws {
        let call = try VirtualPhoneCall(plan: .steps(.press(digits: "1#"), .hangUp), bridge: Bridges.silent)
        let digits = call.said.compactMap { said -> (String, Duration)? in
            if case .dtmf(let dtmf) = said.message { (dtmf.digit, said.at) } else { nil }
        }
        #expect(digits.map(\.0) == ["1", "#"])
        #expect(digits.map(\.1) == [.zero, .milliseconds(300)])
        let numbers = call.said.dropFirst().map { said -> Int in
            switch said.message {
            case .start(let start): start.sequenceNumber
            case .media(let media): media.sequenceNumber
            case .dtmf(let dtmf): dtmf.sequenceNumber
            case .stop(let stop): stop.sequenceNumber
            default: -1
            }
        }
        #expect(numbers == Array(1...numbers.count))
    }

    @Test func `the same seed gives the same call, another seed other ids`() throws {
        var plan = CallerPlan.steps(
            .wait(.greeting(withinMs: 5_000)), .say(.text("Hello, can you hear me?")), .pause(ms: 3_000), .hangUp)
        plan.network.jitterMs = 15
        plan.network.loss = 0.02
        plan.line.noiseLevel = -60
        func call(_ seed: UInt64) throws -> VirtualPhoneCall {
            try VirtualPhoneCall(plan: plan, seed: seed, bridge: Bridges.converses())
        }
        let (one, again, other) = (try call(1), try call(1), try call(2))
        #expect(one.frames == again.frames)
        #expect(one.observations == again.observations)
        #expect(one.frames.first { $0.number == 2 } != other.frames.first { $0.number == 2 })
    }

    @Test func `the caller's words arrive whole, at the place that is told`() throws {
        let call = try VirtualPhoneCall(
            plan: .steps(.pause(ms: 100), .say(.utterance("caller-hello")), .pause(ms: 100), .hangUp),
            bridge: Bridges.silent)
        var bytes: [UInt8] = []
        for media in call.media {
            var payload = media.payload
            var chunk: [UInt8] = []
            _ = payload.withUTF8 { Base64.decode(UnsafeRawBufferPointer($0), into: &chunk) }
            bytes += chunk
        }
        let words = try #require(Fixtures.speechLibrary["caller-hello"]).bytes(as: .pcmu)
        #expect(Array(bytes[800..<800 + words.count]) == words)
        let said = try #require(call.observed(ObservationKind.said).first)
        #expect(said["fromMs"] == 100)
        #expect(said["toMs"]?.integer == 100 + (words.count + 159) / 160 * 20)
        #expect(said["text"] == "Hello, can you hear me?")
        #expect(said["turn"] == 1)
        #expect(said["interrupts"] == false)
        #expect(said["connection"] == "p1")
    }
}

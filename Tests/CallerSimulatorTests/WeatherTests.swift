// Jitter, loss, stalls and broken connections between carrier and bridge.
import CallCapture
import CallerSimulator
import JSONText
import Scenarios
import TelephonyProtocol
import TestSupport
import Testing

struct WeatherTests {
    private func call(_ network: CallerPlan.Network, ms: Double = 10_000) throws -> VirtualPhoneCall {
        var plan = CallerPlan.steps(.pause(ms: ms), .hangUp)
        plan.network = network
        return try VirtualPhoneCall(plan: plan, bridge: Bridges.silent)
    }

    @Test func `jitter delays and never reorders`() throws {
        let call = try call(.init(jitterMs: 60))
        let frames = call.said.compactMap { said -> (chunk: Int, timestamp: Int, late: Double)? in
            guard case .media(let media) = said.message else { return nil }
            return (media.chunk, media.timestamp, said.at / .milliseconds(1) - Double(media.timestamp))
        }
        #expect(frames.map(\.chunk) == Array(1...500))
        #expect(frames.allSatisfy { (0...60).contains($0.late) })
        #expect(frames.contains { $0.late > 50 })
        #expect(Set(frames.map { Int($0.late) }).count > 20)
    }

    @Test func `a lost frame leaves a hole in time and none in the numbers`() throws {
        let call = try call(.init(loss: 0.1))
        #expect((430...470).contains(call.media.count))
        #expect(call.media.map(\.chunk) == Array(1...call.media.count))
        #expect(call.media.map(\.sequenceNumber) == Array(2...call.media.count + 1))
        #expect(call.media.allSatisfy { $0.timestamp % 20 == 0 })
        #expect(call.media.last?.timestamp ?? 0 > call.media.count * 20)
    }

    @Test func `all frames may be lost`() throws { #expect(try call(.init(loss: 1)).media.isEmpty) }

    @Test func `a stall holds everything back and then lets it go at once`() throws {
        let call = try call(.init(stalls: [.init(atMs: 2_000, forMs: 1_500)]))
        let times = call.said.compactMap { said -> Duration? in
            if case .media = said.message { said.at } else { nil }
        }
        #expect(times.count == 500)
        #expect(!times.contains { $0 >= .milliseconds(2_000) && $0 < .milliseconds(3_500) })
        #expect(times.count { $0 == .milliseconds(3_500) } == 76)
        #expect(times.last == .seconds(10))
    }

    @Test func `a broken connection is followed by another stream of the same call`() throws {
        let call = try call(.init(reconnectAfterMs: 1_000), ms: 3_000)
        let starts = call.said.compactMap { if case .start(let start) = $0.message { start } else { nil } }
        #expect(starts.count == 2)
        #expect(Set(starts.map(\.callSid)).count == 1)
        #expect(Set(starts.map(\.streamSid)).count == 2)
        #expect(starts.map(\.sequenceNumber) == [1, 1])
        #expect(call.media.filter { $0.streamSid == starts.last?.streamSid }.map(\.chunk).first == 1)
        #expect(call.frames.map(\.connection).contains("p2"))
        #expect(call.observed(ObservationKind.playback).count == 2)
        #expect(call.ending == "the caller hung up")
    }

    @Test func `the stream before is stale on the new connection`() throws {
        var plan = CallerPlan.steps(.pause(ms: 3_000), .hangUp)
        plan.network.reconnectAfterMs = 1_000
        let first = CallIdentity(seed: 1).streamSid
        let call = try VirtualPhoneCall(plan: plan) { message, _ in
            guard case .start = message else { return [] }
            return [.say(.clear(streamSid: first))]
        }
        #expect(call.observed(ObservationKind.carrier).map { $0["reason"] } == ["stale-streamsid"])
    }
}

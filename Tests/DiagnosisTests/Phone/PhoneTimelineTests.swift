import Base64Coding
import CallCapture
import JSONText
import SpeechAudio
import TelephonyProtocol
import TestSupport
import Testing

@testable import Diagnosis

extension BridgeStory {
    func timeline() throws -> Timeline { try Examiner.timeline(kept()) }
    func report() throws -> Report { try Examiner.examine(kept()) }
}

struct PhoneTimelineTests {
    private static let whole = BridgeStory().begins().speaks().answers().speaks().answers(1_000).ends()

    @Test func `the stream, its numbers and the caller's words are read`() throws {
        let call = try Self.whole.timeline()
        let phone = try #require(call.phones.first)
        #expect(call.phones.count == 1)
        #expect(phone.carrier == .twilio)
        #expect(phone.starts.map(\.callSid) == [Self.whole.callSid])
        #expect(phone.starts.map(\.tracks) == [["inbound"]])
        #expect(phone.connected.count == 1)
        #expect(phone.stops.count == 1)
        #expect(phone.ending?.text == "closed 1000 by the carrier")
        #expect(phone.inbound.sizes.counts == [160: phone.inbound.messages])
        #expect(phone.inbound.chunks.missing == 0)
        #expect(phone.numbers.missing == 0)
        #expect(phone.caller.bursts.map { Int($0.soundMs) } == [1_000, 1_000])
        #expect(phone.caller.milliseconds == Double(phone.inbound.messages) * 20)
        #expect(phone.complaints == [])
    }

    @Test func `what the bridge sent is played on the carrier's clock`() throws {
        let phone = try #require(try Self.whole.timeline().phones.first)
        #expect(phone.media.milliseconds == 3_000)
        #expect(phone.media.runs.map(\.milliseconds) == [2_000, 1_000])
        #expect(phone.media.sizes.counts == [1_600: 15])
        #expect(phone.playback.receivedMs == 3_000)
        #expect(phone.playback.playedMs == 3_000)
        #expect(phone.playback.unplayedMs == 0)
        #expect(phone.playback.underrunCount == 0)
        #expect(phone.playback.stretches.map { ($0.toMs - $0.fromMs).rounded() } == [2_000, 1_000])
        let first = try #require(phone.playback.stretches.first)
        #expect(abs(phone.playback.heardMs(from: 0, to: 2_000, by: first.start + 0.5) - 500) < 1)
        #expect(phone.playback.heardMs(from: 1_500, to: 2_500) == 1_000)
        #expect(phone.marks.map(\.name) == ["end", "end"])
        #expect(phone.marks.map(\.isHeard) == [true, true])
        for mark in phone.marks {
            let echo = try #require(mark.echoed?.time)
            #expect(abs(echo - (mark.due ?? 0)) < 0.021)
        }
    }

    @Test func `a call that ran faster than time is on the clock of its audio`() throws {
        let phone = try #require(Self.whole.turning { $0.settings = ["rate": 8] }.timeline().phones.first)
        let same = try #require(try Self.whole.timeline().phones.first)
        #expect(phone.playback.stretches.map(\.start) == same.playback.stretches.map(\.start))
        #expect(phone.playback.stretches.map(\.end) == same.playback.stretches.map(\.end))
        #expect(phone.playback.underrunCount == 0)
        #expect(phone.marks.map(\.due) == same.marks.map(\.due))
    }

    @Test func `a clear drops what is buffered and sends the marks back unheard`() throws {
        let story = BridgeStory().begins().speaks().responseCreated().says(4_000).marks("end").responseDone().hears(600)
        let call = try story.interrupts(heard: 1_000).hears(200).ends().timeline()
        let phone = try #require(call.phones.first)
        // Deltas of 200 ms come every 20 ms, so 400 ms of them have played when the last one comes.
        #expect(phone.clears.map { Int($0.droppedMs.rounded()) } == [2_600])
        #expect(Int(phone.playback.clearedMs.rounded()) == 2_600)
        #expect(phone.marks.map(\.isHeard) == [false])
        #expect(phone.atBursts.map { $0.isPlaying } == [false, true])
        #expect(phone.atBursts.last.map { Int($0.headMs.rounded()) } == 1_017)
        #expect(call.connections.first?.truncates.map(\.audioEndMs) == [1_000])
        #expect(call.connections.first?.replyItems.map(\.milliseconds) == [4_000])
    }

    @Test(arguments: [
        ("missing-streamsid", 31951, #"{"event":"media","media":{"payload":"____"}}"#),
        ("stale-streamsid", 31951, #"{"event":"media","streamSid":"MZ1","media":{"payload":"____"}}"#),
        ("wrong-shape", 31951, #"{"type":"media","media":{"payload":"____"}}"#),
        ("not-json", 31951, #"{"event":"media","#),
        ("unknown-event", 31951, #"{"event":"audio","streamSid":"SID"}"#),
    ]) func `the carrier's complaints are found again`(reason: String, number: Int, message: String) throws {
        let story = BridgeStory()
        let text = message.replacing("____", with: Base64.encode([UInt8](repeating: 0xFF, count: 160)))
            .replacing("SID", with: message.contains("streamSid\":\"SID") ? story.streamSid : "SID")
        let call = try story.begins().hears(100).bridge(text).hears(20).bridge(text).hears(100).ends().timeline()
        let complaints = try #require(call.phones.first).complaints
        #expect(complaints.map(\.reason) == [reason])
        #expect(complaints.map(\.number) == [number])
        #expect(complaints.map(\.count) == [2])
        #expect(complaints.map(\.dropped) == [2])
        #expect(complaints.first?.moments.count == 2)
        #expect(try #require(call.phones.first).media.messages == 0)
    }

    @Test func `a binary frame is 31950`() throws {
        let call = try BridgeStory().begins().hears(40).bridge(binary: [1, 2, 3]).hears(40).ends().timeline()
        #expect(call.phones.first?.complaints.map(\.number) == [31950])
    }

    @Test func `what is under way when the caller hangs up is nobody's fault`() throws {
        let story = BridgeStory().begins().speaks().responseCreated().says(400).stops()
        let late = BridgeMessage.media(streamSid: story.streamSid, payload: "/////w==")
        #expect(try story.pause(.milliseconds(300)).bridge(late).timeline().phones.first?.complaints == [])
        let reasons = try story.pause(.seconds(3)).bridge(late).timeline().phones.first?.complaints.map(\.reason)
        #expect(reasons == ["after-stop"])
    }

    @Test func `frames that the network loses leave holes in the caller's clock`() throws {
        var story = BridgeStory().begins().hears(400, sound: true)
        let lost = try Examiner.timeline(BridgeStory.kept([story.hears(400, sound: true)])).phones.first
        #expect(lost?.caller.milliseconds == 800)
        story = story.turning { $0.skipsFrames = true }.hears(100, sound: true).turning { $0.skipsFrames = false }
        let call = try story.hears(300, sound: true).timeline()
        let phone = try #require(call.phones.first)
        #expect(phone.inbound.chunks.missing == 5)
        #expect(phone.caller.milliseconds == 800)
        #expect(phone.numbers.missing == 5)
    }

    @Test func `pauses of the bridge are kept with what comes after them`() throws {
        let story = BridgeStory().begins().hears(1_000).turning { $0.forwards = false }.hears(400)
            .turning { $0.forwards = true }.hears(500)
        let call = try story.ends().timeline()
        let gaps = try #require(call.connections.first).clientGaps.gaps
        #expect(gaps.map { ($0.seconds ?? 0) > 0.4 } == [true])
        #expect(call.phones.first?.carrierGaps.gaps == [])
        let lag =
            try #require(call.phones.first).callerTrace.milliseconds
            - (call.connections.first?.appendTrace.milliseconds ?? 0)
        #expect(lag == 400)
    }

    @Test func `a capture with a model leg alone is one call without a phone`() throws {
        let call = try Examiner.timeline(CallStory().begins().speaks().answers().kept())
        #expect(call.phones.isEmpty)
        #expect(call.calls.map(\.connections) == [[0]])
        #expect(call.calls.map(\.phones) == [[]])
    }

    @Test func `bare binary audio is a phone leg too`() throws {
        var story = BridgeStory()
        story = story.observes(
            ObservationKind.call,
            ["call": 1, "connection": "p1", "front": ["kind": "plain", "encoding": "pcm16", "rate": 16000]])
        let samples = [UInt8](repeating: 0x20, count: 640)
        let call = try Examiner.timeline(story.plain(samples, frames: 50, replies: 25).kept())
        let phone = try #require(call.phones.first)
        #expect(phone.carrier == .plain(PlainAudio(encoding: .pcm16(rate: 16_000), path: nil, isGuessed: false)))
        #expect(phone.caller.milliseconds == 1_000)
        #expect(phone.media.milliseconds == 500)
        #expect(phone.complaints == [])
    }

    @Test(arguments: [false, true]) func `the shape of bare audio is concluded where nobody tells it`(isJSON: Bool)
        throws
    {
        let samples = [UInt8](repeating: 0x20, count: 640)
        let call = try Examiner.timeline(BridgeStory().plain(samples, frames: 50, replies: 25, isJSON: isJSON).kept())
        let phone = try #require(call.phones.first)
        let path = isJSON ? ["data", "audio"] : nil
        #expect(phone.carrier == .plain(PlainAudio(encoding: .pcm16(rate: 16_000), path: path, isGuessed: true)))
        #expect(phone.caller.milliseconds == 1_000)
        #expect(phone.media.milliseconds == 500)
    }

    @Test func `a carrier that says A-law is heard in A-law`() throws {
        let story = String(decoding: Self.whole.kept(), as: UTF8.self)
        let other = story.replacing("audio/x-mulaw", with: "audio/x-alaw")
        #expect(story != other)
        let phone = try #require(try Examiner.timeline(Array(other.utf8)).phones.first)
        #expect(phone.encoding == .pcma)
        #expect(phone.caller.milliseconds == Double(phone.inbound.messages) * 20)
    }

    @Test func `a reply that has to wait until the one before it is heard is not the bridge's delay`() throws {
        // Two seconds of a reply are paced, and the next reply's first delta comes after half of them.
        let first = BridgeStory().begins().speaks().responseCreated().turning { $0.replies = false }.says(2_000)
            .responseDone()
        let second = first.paces(1_000).speechStarts().speechStops().commits().responseCreated().says(1_000)
            .responseDone().paces(1_000, from: 50)
        let story = second.paces(1_000, from: 100).hears(500).ends()
        let timeline = try Examiner.timeline(story.kept())
        let sends = timeline.turns.compactMap { timeline.bridgeLatency(of: $0).sendMs }
        #expect(sends.count == 2)
        #expect(sends.last ?? 1_000 < 60)
    }
}

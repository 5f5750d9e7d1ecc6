import Base64Coding
import CallCapture
import JSONText
import RealtimeProtocol
import TelephonyProtocol
import TestSupport
import Testing

@testable import Diagnosis

struct PhoneTurnTests {
    private static let whole = BridgeStory().begins().speaks().answers().speaks().answers(1_000).ends()

    @Test func `a chain goes from the caller's mouth to the caller's ear`() throws {
        let report = try Self.whole.report()
        #expect(report.turns.map(\.missing) == [nil, nil])
        #expect(
            report.turns[0].links.map(\.name) == [
                "spoken", "reached bridge", "appended", "speech started", "speech stopped", "committed",
                "response created", "output item", "audio", "sent to carrier", "played", "response done",
            ])
        #expect(report.turns[0].links.map(\.result).allSatisfy { $0 == .present })
        #expect(report.turns[0].links[9].detail == "2.0 s of 2.0 s")
        #expect(report.turns[0].links[10].detail == "2.0 s heard")
    }

    @Test func `a healthy call answers every question that it can`() throws {
        let report = try Self.whole.report()
        #expect(report.verdict == .pass)
        #expect(report.findings == [])
        let results = Dictionary(uniqueKeysWithValues: report.indicators.map { ($0.id, $0.result) })
        for id in [
            "carrier-accepts", "caller-reaches-model", "replies-reach-caller", "playback-continuous", "bridge-latency",
        ] {
            #expect(results[id] == .pass, "\(id)")
        }
        #expect(results["barge-in"] == .notExamined)
        #expect(report.indicator("barge-in")?.reason == "nobody spoke over the bridge")
        #expect(results["script-met"] == .notExamined)
        #expect(report.calls.map(\.verdict) == [.pass])
        #expect(report.calls.map(\.turns) == [[1, 2]])
        #expect(report.phones.map(\.playedMs) == [3_000])
    }

    @Test func `the bridge's own delay is told from the model's`() throws {
        let story = BridgeStory().turning { $0.latency = .milliseconds(60) }.begins().speaks().pause(.milliseconds(700))
        let report = try story.answers().ends().report()
        let turn = report.turns[0]
        #expect(turn.appendMs.map { Int($0.rounded()) } == 60)
        #expect(turn.sendMs.map { Int($0.rounded()) } == 60)
        // Half a second of silence, the model's pause, and the way back.
        #expect(turn.voiceToVoiceMs.map { Int($0.rounded()) } == 1_260)
        #expect(report.latencies.bridge.map { Int($0.p95.rounded()) } == 120)
        #expect(report.indicator("latency")?.result == .pass)
    }

    @Test func `a bridge that holds audio back is named, though the model makes up for it`() throws {
        let story = BridgeStory().turning { $0.latency = .milliseconds(300) }.begins().speaks().answers()
            .speaks().answers().speaks().answers().ends()
        let report = try story.report()
        #expect(report.indicator("bridge-latency")?.result == .fail)
        #expect(report.findings.map(\.id) == ["slow-first-audio"])
        #expect(
            report.findings.first?.summary
                == "the bridge alone adds 600 ms to half of the turns: for turn 2 it held what the caller said for 300 ms, and the reply for 300 ms"
        )
    }

    @Test func `a call that ran faster than time has no latencies`() throws {
        let report = try Self.whole.turning { $0.settings = ["rate": 8] }.report()
        #expect(report.latencies.bridge == nil)
        #expect(report.latencies.reason == "the call ran 8.0 times as fast as time")
        #expect(report.indicator("bridge-latency")?.result == .notExamined)
        #expect(report.indicator("latency")?.result == .notExamined)
    }

    @Test func `words that are not passed on break the chain at appended`() throws {
        let story = BridgeStory().begins().speaks().answers().turning { $0.forwards = false }
        let report = try story.hears(1_000, sound: true).hears(2_000).ends().report()
        #expect(report.turns.map(\.missing) == [nil, "appended"])
        #expect(report.indicator("caller-reaches-model")?.result == .fail)
        #expect(report.verdict == .fail)
    }

    @Test func `words before the model was connected are no turn`() throws {
        let story = BridgeStory().turning { $0.forwards = false }.opensPhone().starts().hears(1_000, sound: true).hears(
            500)
        let report = try story.turning { $0.forwards = true }.opensModel().speaks().answers().ends().report()
        #expect(report.turns.map(\.missing) == [nil])
    }

    @Test func `a reply that is not passed on breaks the chain at the carrier`() throws {
        let story = BridgeStory().begins().speaks().answers().speaks().turning { $0.replies = false }
        let report = try story.answers(2_000).hears(2_000).ends().report()
        #expect(report.turns.map(\.missing) == [nil, "sent to carrier"])
        #expect(report.indicator("replies-reach-caller")?.result == .fail)
    }

    @Test func `half a reply is missing where the bridge drops it`() throws {
        let story = BridgeStory().begins().speaks().responseCreated().says(2_000).turning { $0.replies = false }.says(
            2_000)
        let report = try story.turning { $0.replies = true }.responseDone().hears(4_000).speaks().answers().ends()
            .report()
        let reason = report.indicator("replies-reach-caller")?.reason
        #expect(reason?.contains("2.0 s of 4.0 s was not sent to the carrier") == true)
        let pieces = try story.turning { $0.replies = true }.responseDone().hears(4_000).speaks().answers().ends()
            .timeline().deliveries
        #expect(pieces.map(\.milliseconds) == [2_000, 2_000])
        #expect(pieces.map(\.response) == [0, 1])
    }

    @Test func `a reply that the hang-up overtakes is nobody's fault`() throws {
        let story = BridgeStory().begins().speaks().answers().speaks().turning { $0.replies = false }
        let report = try story.responseCreated().says(2_000).ends().report()
        #expect(report.turns.map(\.missing) == [nil, nil])
        #expect(report.indicator("replies-reach-caller")?.result == .pass)
    }

    @Test func `audio that is six times too long is a stretch`() throws {
        var story = BridgeStory().begins().speaks().turning { $0.replies = false }.responseCreated().says(1_000)
        let noise = BridgeMessage.media(
            streamSid: story.streamSid, payload: String(repeating: "AFWqEkT/", count: 8_000))
        story = story.turning { $0.replies = true }.bridge(noise).responseDone().hears(7_000).ends()
        #expect(try story.report().indicator("replies-reach-caller")?.reason.contains("6.0 times as much") == true)
    }

    // MARK: Turns that no VAD of the service takes

    /// A bridge with a voice detector of its own: it sends, commits and asks.
    private static func byHand(_ story: BridgeStory) -> BridgeStory {
        story.hears(1_000, sound: true).hears(500).client(.inputAudioBufferCommit).hears(20).commits()
            .client(.responseCreate).hears(20)
            .answers()
    }

    @Test func `a turn that the bridge commits by hand began with the caller's words`() throws {
        let session: JSONObject = [
            "type": "realtime", "model": "gpt-realtime", "output_modalities": ["audio"],
            "audio": [
                "input": ["format": ["type": "audio/pcmu"], "turn_detection": .null],
                "output": ["format": ["type": "audio/pcmu"], "voice": "alloy"],
            ],
        ]
        let begun = BridgeStory().begins().client(.sessionUpdate, ["session": .object(session)]).hears(20).service(
            .sessionUpdated, ["session": .object(session)])
        let report = try Self.byHand(Self.byHand(begun)).ends().report()
        #expect(report.findings == [])
        #expect(report.verdict == .pass)
        #expect(report.indicator("caller-reaches-model")?.reason == "2 of 2 utterances")
        for turn in report.turns {
            #expect(turn.links.first { $0.name == "spoken" }?.result == .present)
            #expect(turn.voiceToVoiceMs.map { (400...700).contains($0) } == true)
        }
    }

    @Test func `words into a reply that are not passed on`() throws {
        let half = BridgeStory().begins().speaks().responseCreated().says(4_000).responseDone().hears(800)
            .turning { $0.forwards = false }.hears(1_000, sound: true).hears(2_500).turning { $0.forwards = true }
        let report = try half.hears(500).speaks().answers().ends().report()
        #expect(report.primary == "input-not-forwarded")
        #expect(
            report.findings.first?.summary
                == "what the caller said into a reply was not passed on: the bridge listens only while it is silent, and cannot be interrupted"
        )
    }

    // MARK: A sender that is too slow

    /// The whole reply comes at once, and leaves the bridge frame by frame.
    private static func paced(_ pause: Int) -> BridgeStory {
        let told = BridgeStory().begins().speaks().turning { $0.replies = false }.responseCreated().says(4_000)
            .responseDone()
        return (0..<200).reduce(told) { story, number in
            let frame = [UInt8](repeating: UInt8(0x20 + number % 16), count: 160)
            return story.bridge(.media(streamSid: story.streamSid, payload: Base64.encode(frame))).pause(
                .milliseconds(pause))
        }.hears(1_000).ends()
    }

    @Test func `frames that leave more slowly than they are played`() throws {
        let report = try Self.paced(25).report()
        let finding = try #require(report.findings.first { $0.id == "partial-frames-jitter" })
        #expect(
            finding.summary
                == "the carrier ran out of audio 198 times, for 5 ms each, 990 ms in all, though the model's audio had come in time: it is sent more slowly than it is played"
        )
        #expect(report.indicator("playback-continuous")?.result == .fail)
        let timely = try Self.paced(20).report()
        #expect(timely.findings.contains { $0.id == "partial-frames-jitter" } == false)
        #expect(timely.indicator("playback-continuous")?.result == .pass)
    }
}

import CallCapture
import JSONText
import RealtimeProtocol
import TestSupport
import Testing

@testable import Diagnosis

/// Calls with two connections to the model: what the one knows the other need not.
struct TwoSessionsTests {
    /// The first session is gone while its reply is still played, and the second one hears the caller over it.
    private static func renewedInTheMiddle(_ then: (BridgeStory) -> BridgeStory = { $0 }) -> BridgeStory {
        let answered = (0..<3).reduce(BridgeStory().begins()) { story, _ in story.speaks().answers() }
        let lost = answered.speaks().responseCreated().says(4_000).responseDone().hears(500)
            .closesModel(1_006, by: .server).turning { $0.model = "m2" }.opensModel()
        return then(lost.hears(400, sound: true).speechStarts().clears()).hears(600, sound: true).hears(500)
            .speechStops().commits().answers().ends()
    }

    @Test func `a caller who interrupts the reply of a session that is gone`() throws {
        let report = try Examiner.examine(Self.renewedInTheMiddle().kept())
        let ids = report.findings.map(\.id)
        #expect(report.verdict == .fail)
        #expect(report.sessions.count == 2)
        // The second session never had the reply: there is nothing to cut in it, and nothing that it remembers.
        for id in ["heard-vs-sent-drift", "truncate-wrong-item"] { #expect(!ids.contains(id)) }
    }

    @Test func `an interruption is of the session that heard it`() throws {
        let capture = Self.renewedInTheMiddle {
            $0.client(.conversationItemTruncate, ["item_id": "x", "content_index": 0, "audio_end_ms": 5])
        }.kept()
        let timeline = try Examiner.timeline(capture)
        let hit = try #require(timeline.noticedInterruptions.first)
        #expect(hit.connection == 1)
        #expect(hit.reply.connection == 0)
        #expect(!hit.isOfOneSession)
        #expect(timeline.connections[hit.connection].segments[hit.segment].started == hit.started)
    }

    @Test func `a session beside it that only writes down hears no interruption`() throws {
        let call = BridgeStory().begins().speaks().responseCreated().says(3_000).marks("end").responseDone()
        let beside: JSON = [
            "type": "transcription", "object": "realtime.transcription_session", "id": "sess_t",
            "audio": ["input": ["format": ["type": "audio/pcmu"], "turn_detection": ["type": "server_vad"]]],
        ]
        let story = call.turning { $0.model = "m2" }.service(.sessionCreated, ["session": beside]).turning {
            $0.model = "m1"
        }
        .hears(600).hears(400, sound: true)
        .turning { $0.model = "m2" }
        .service(.speechStarted, ["audio_start_ms": 10, "item_id": "item_t"]).turning { $0.model = "m1" }
        .speechStarts().clears().client(
            .conversationItemTruncate, ["item_id": .string(call.item), "content_index": 0, "audio_end_ms": 1_000]
        ).service(
            .itemTruncated, ["item_id": .string(call.item), "content_index": 0, "audio_end_ms": 1_000]
        ).hears(600, sound: true).hears(500).speechStops().commits().answers().ends()
        #expect(try Examiner.timeline(story.kept()).noticedInterruptions.map(\.connection) == [0])
    }

    @Test func `a spare connection that waits for another call is not this one's leak`() throws {
        let call = BridgeStory().begins().turning { $0.model = "m2" }.opensModel().turning { $0.model = "m1" }
        let kept = call.speaks().answers().ends().pause(.seconds(9)).observes(ObservationKind.ended, ["reason": "over"])
        #expect(try Examiner.examine(kept.kept()).findings.map(\.id) == [])
        let used = call.turning { $0.model = "m2" }.speaks().turning { $0.model = "m1" }.speaks().answers().ends()
            .pause(.seconds(9)).observes(ObservationKind.ended, ["reason": "over"])
        #expect(try Examiner.examine(used.kept()).findings.map(\.id).contains("leg-leak"))
    }
}

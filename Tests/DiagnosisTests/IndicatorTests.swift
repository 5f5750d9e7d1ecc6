import CallCapture
import JSONText
import RealtimeProtocol
import TestSupport
import Testing

@testable import Diagnosis

struct IndicatorTests {
    @Test func `a healthy call passes what it can show and says why not the rest`() throws {
        let report = try CallStory().begins().speaks().answers().speaks().answers().closes(1000, by: .client).report()
        let results = Dictionary(uniqueKeysWithValues: report.indicators.map { ($0.id, $0.result) })
        #expect(
            results == [
                "connected": .pass, "configured": .pass, "heard": .pass, "answered": .pass, "multiple-turns": .pass,
                "no-error-events": .pass, "audible": .pass, "interruption-honoured": .notExamined,
                "transcripts": .notExamined, "latency": .pass, "no-dropped-audio": .pass,
                "audio-fidelity-up": .notExamined,
                "audio-fidelity-down": .notExamined, "orderly-end": .pass,
            ])
        #expect(report.indicator("transcripts")?.reason == "transcripts were not asked for")
        #expect(report.verdict == .pass)
        #expect(report.turns.map(\.missing) == [nil, nil])
        #expect(report.turns.map(\.kind) == ["spoken", "spoken"])
    }

    @Test func `latency is measured from the last sound to the first audio`() throws {
        let slow = try CallStory().begins().speaks().pause(.seconds(3)).answers().report()
        #expect(slow.indicator("latency")?.result == .fail)
        #expect(slow.turns[0].latencyMs.map { $0 > 4_000 && $0 < 4_500 } == true)
        #expect(slow.findings.map(\.id) == ["slow-first-audio"])
        #expect(slow.findings[0].summary.hasSuffix("are the service's, before it began a response"))
        #expect(slow.verdict == .fail)
        let fast = try CallStory().begins().speaks().answers().report(.order)
        #expect(fast.indicator("latency")?.reason == "the capture keeps no times")
        #expect(fast.verdict == .pass)
    }

    @Test func `the latency of the header comes first`() throws {
        var settings = ExaminationSettings()
        settings.latency = 10
        let call = CallStory().begins().speaks().pause(.seconds(3)).answers()
        #expect(try Examiner.examine(call.kept(), settings: settings).verdict == .pass)
        settings.latency = 3
        settings.isLatencyGiven = true
        #expect(try Examiner.examine(call.kept(), settings: settings).verdict == .fail)
    }

    @Test func `a reply that goes on over the caller is not an interruption honoured`() throws {
        let begun = CallStory().begins().speaks().responseCreated().says().appends(0.4, sound: true).speechStarts()
        let cancelled = begun.finishes(status: "cancelled", details: ["type": "cancelled", "reason": "turn_detected"])
        #expect(try cancelled.report().indicator("interruption-honoured")?.result == .pass)
        #expect(try begun.pause(.seconds(3)).finishes().report().indicator("interruption-honoured")?.result == .fail)
    }

    @Test func `an echo that differs from the request fails`() throws {
        let call = CallStory().opens().created().asksForUpdate(["audio": ["output": ["voice": "cedar"]]]).updated()
        #expect(
            try call.report().indicator("configured")?.reason
                == "session.updated came back different in audio.output.voice")
    }

    @Test func `a session in which nobody asked for anything is incomplete`() throws {
        let report = try CallStory().begins().closes(1000, by: .client).report()
        #expect(report.verdict == .incomplete)
        #expect(report.indicator("answered")?.reason == "nobody asked for anything")
    }

    @Test func `violations are told by rule and do not decide the verdict`() throws {
        let call = CallStory().begins().types().answers()
            .service(.speechStopped, ["audio_end_ms": 10, "item_id": "item_q"]).service(
                .responseDone, ["response": ["id": "resp_a9", "status": "in_progress"]]
            )
            .closes(1000, by: .client)
        let report = try call.report()
        #expect(report.violations.map(\.rule).contains("I39"))
        #expect(report.verdict == .pass)
    }
}

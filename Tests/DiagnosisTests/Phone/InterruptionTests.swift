import CallCapture
import JSONText
import RealtimeProtocol
import TestSupport
import Testing

@testable import Diagnosis

struct InterruptionTests {
    /// Four seconds of reply, of which 600 ms more than its deltas took have been heard when the caller speaks.
    private static let talking = BridgeStory().begins().speaks().answers(1_000).speaks().responseCreated().says(4_000)
        .responseDone().hears(600)

    @Test func `an interruption knows what was heard and what was taken away`() throws {
        let call = try Self.talking.interrupts(heard: 1_400).answers().ends().timeline()
        let interruption = try #require(call.interruptions.first)
        #expect(call.interruptions.count == 1)
        #expect(interruption.response == 1)
        #expect(Int(interruption.heardMs.rounded()) == 1_017)
        #expect(Int(interruption.unplayedMs.rounded()) == 2_983)
        #expect(Int(interruption.heardAtLastMs.rounded()) == 1_400)
        #expect(interruption.clearedAfterMs.map { Int($0.rounded()) } == 383)
        #expect(interruption.reactionMs.map { Int($0.rounded()) } == 3)
        #expect(Int(interruption.talkedOverMs.rounded()) == 383)
        #expect(interruption.lateMediaMs == 0)
        #expect(interruption.truncate == 0)
        #expect(!interruption.wasGenerating)
    }

    @Test func `a bridge that clears and tells the truth passes`() throws {
        let report = try Self.talking.interrupts(heard: 1_400).answers().ends().report()
        #expect(report.indicator("barge-in")?.result == .pass)
        #expect(report.interruptions.map(\.truncatedAtMs) == [1_400])
        #expect(report.verdict == .pass)
    }

    @Test func `a bridge that plays on fails with how long`() throws {
        let call = Self.talking.hears(400, sound: true).speechStarts().hears(600, sound: true).hears(500).speechStops()
            .commits().hears(3_000).answers().ends()
        let report = try call.report()
        #expect(report.indicator("barge-in")?.result == .fail)
        #expect(
            report.indicator("barge-in")?.reason
                == "no clear was sent: 3.0 s were played on after the caller had begun to speak")
    }

    @Test(arguments: [(4_000, true), (0, true), (1_300, false), (1_800, false)])
    func `the model has to be told what was really heard`(told: Int, isWrong: Bool) throws {
        let report = try Self.talking.interrupts(heard: told).answers().ends().report()
        #expect(report.indicator("barge-in")?.result == (isWrong ? .fail : .pass))
    }

    @Test func `without a truncate the model believes that all was heard`() throws {
        let story = Self.talking.hears(400, sound: true).speechStarts().clears().hears(600, sound: true).hears(500)
        let report = try story.speechStops().commits().answers().ends().report()
        #expect(report.indicator("barge-in")?.reason.contains("no conversation.item.truncate") == true)
    }

    @Test func `old words after the clear are seen`() throws {
        let story = BridgeStory().begins().speaks().responseCreated().says(4_000).hears(600).hears(400, sound: true)
            .speechStarts().clears().says(1_000).responseDone("cancelled", reason: "turn_detected").hears(
                600, sound: true)
        let call = try story.hears(500).speechStops().commits().answers().ends().timeline()
        let interruption = try #require(call.interruptions.first)
        #expect(interruption.isCancelled)
        #expect(interruption.lateMediaMs == 1_000)
        #expect(call.deliveries.map(\.response) == [0, 0, 1])
    }

    @Test func `a caller who speaks after the reply interrupts nothing`() throws {
        let call = try BridgeStory().begins().speaks().answers().speaks().answers().ends().timeline()
        #expect(call.interruptions == [])
    }
}

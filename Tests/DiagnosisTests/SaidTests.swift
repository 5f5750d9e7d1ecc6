import CallCapture
import JSONText
import TestSupport
import Testing

@testable import Diagnosis

/// The script of a probe tells what was said, whether it was noticed or not.
struct SaidTests {
    private func said(_ text: String, _ from: Int, _ to: Int, interrupts: Bool = false) -> JSONObject {
        [
            "turn": 1, "text": .string(text), "fromMs": JSON(from), "toMs": JSON(to), "interrupts": .bool(interrupts),
        ]
    }

    @Test func `a turn shows the words of the script`() throws {
        let report = try CallStory().begins().speaks().observes(ObservationKind.said, said("Hello.", 0, 1_000))
            .answers().speaks().observes(ObservationKind.said, said("Goodbye.", 2_000, 3_000)).answers().report()
        #expect(report.turns.map(\.said) == ["Hello.", "Goodbye."])
    }

    @Test func `what nobody noticed still has its words`() throws {
        let report = try CallStory().begins().speaks().observes(ObservationKind.said, said("Hello.", 0, 1_000))
            .answers().appends(1, sound: true).observes(ObservationKind.said, said("Anybody?", 2_000, 3_000))
            .appends(6, sound: false).report()
        #expect(report.turns.map(\.said) == ["Hello.", "Anybody?"])
        #expect(report.turns[1].missing == "speech started")
    }

    @Test func `the script says whether a reply was interrupted`() throws {
        let begun = CallStory().begins().speaks().responseCreated().says().appends(0.6, sound: true).speechStarts()
        let meant = begun.observes(ObservationKind.said, said("Stop.", 2_000, 2_600, interrupts: true)).finishes()
        #expect(try meant.report().turns[0].interrupted)
        let notMeant = begun.observes(ObservationKind.said, said("Mhm.", 2_000, 2_600)).finishes()
        #expect(try !notMeant.report().turns[0].interrupted)
        #expect(try begun.finishes().report().turns[0].interrupted)
    }
}

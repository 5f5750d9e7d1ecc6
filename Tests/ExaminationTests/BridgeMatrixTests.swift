import CallCapture
import Diagnosis
import Scenarios
import TestSupport
import Testing

@testable import Examination

/// Every scenario through the reference bridge in virtual time: its own id comes first, and without a defect there is none.
struct BridgeMatrixTests {
    @Test(arguments: UInt64(1)...8) func `a healthy call gives no finding, whatever the seed`(seed: UInt64) throws {
        let story = BridgeStory(scenario: .healthy, variedBy: seed)
        let (report, capture) = try story.play()
        #expect(report.findings.map(\.id) == [], "\(story.variation)")
        #expect(report.verdict == .pass, "\(story.variation)")
        #expect(try Examiner.examine(capture) == report, "the saved capture gives another report than the run")
    }
}

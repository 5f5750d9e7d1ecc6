import CallCapture
import Diagnosis
import Scenarios
import TestSupport
import Testing

@testable import Examination

/// Every scenario through the reference bridge in virtual time: its own id comes first, and without a defect there is none.
struct BridgeMatrixTests {
    static let library = ScenarioLibraryFixture.all

    @Test(arguments: library) func `a scenario is found out by its own name`(scenario: Scenario) async throws {
        let (report, capture) = try await MatrixRuns.bridge(scenario)
        #expect(report.primary == scenario.expect.primary, "\(report.findings.map(\.summary))")
        #expect(report.verdict.rawValue == scenario.expect.verdict)
        #expect(try Examiner.examine(capture) == report, "the saved capture gives another report than the run")
    }

    @Test(arguments: library) func `nothing but the evidence leads to the finding`(scenario: Scenario) throws {
        let story = MatrixCall(scenario: scenario, variedBy: 1)
        let capture = try CaptureDisguise.withoutName(try story.play().capture)
        #expect(try Examiner.examine(capture).primary == scenario.expect.primary, "\(story.variation)")
    }

    @Test(arguments: UInt64(1)...200) func `a healthy call gives no finding, whatever the seed`(seed: UInt64) throws {
        let story = MatrixCall(healthy: seed)
        let report = try story.play().report
        #expect(report.findings.map(\.id) == [], "\(story.variation)")
        #expect(report.verdict == .pass, "\(story.variation)")
        #expect(report.violations.filter { $0.severity == "E" }.map(\.rule) == [], "\(story.variation)")
    }

    @Test func `twenty callers at once are as well off as one`() throws {
        var story = MatrixCall(healthy: 7)
        story.scenario.caller.calls = 20
        let report = try story.play().report
        #expect(report.findings.map(\.id) == [])
        #expect(report.verdict == .pass)
    }
}

import CallCapture
import Diagnosis
import JSONText
import ModelMock
import ReferenceBridge
import Scenarios
import TestSupport
import Testing

@testable import Examination

/// What looks like a fault of the bridge and is none.
struct BridgeInnocenceTests {
    private func play(_ change: (inout MatrixCall) -> Void) throws -> (report: Report, capture: [UInt8]) {
        var story = MatrixCall(healthy: 8)
        change(&story)
        return try story.play()
    }

    @Test func `a session that is renewed in time is one session after another`() throws {
        let (report, capture) = try play {
            $0.settings.mock.sessionLimit = .seconds(30)
            $0.scenario.caller.steps = CallerPlan.standardSteps
        }
        #expect(report.findings.map(\.id) == [])
        #expect(report.verdict == .pass)
        let opened = String(decoding: capture, as: UTF8.self).split(separator: "\n").filter {
            $0.contains("\"leg\":\"model\"") && $0.contains("\"op\":\"open\"")
        }
        #expect(opened.count >= 2, "it was renewed")
    }

    @Test(arguments: UInt64(1)...6)
    func `a session that is lost and restored has lost nothing but what the service did`(
        seed: UInt64
    ) throws {
        var scenario = try #require(ScenarioLibraryFixture.all.first { $0.id == "context-lost-on-reconnect" })
        scenario.bridge?.defects = []
        let report = try MatrixCall(scenario: scenario, variedBy: seed).play().report
        #expect(report.findings.map(\.id) == ["openai-socket-closed-mid-call"])
        #expect(report.sessions.count == 2)
    }

    @Test func `a bridge that hangs up when its goodbye has been heard`() throws {
        let report = try play {
            $0.scenario.model.replies = [
                Reply(text: "goodbye", call: .init(name: "end_call", arguments: "{}"))
            ]
            $0.scenario.caller.steps = [
                .wait(.greeting(withinMs: 5_000)), .say(.text("Thank you, goodbye.")),
                .expect(.close(withinMs: 15_000)), .hangUp,
            ]
        }.report
        #expect(report.findings.map(\.id) == [])
    }

    @Test func `a network that stalls and then sends everything at once`() throws {
        let report = try play {
            $0.scenario.caller.network.stalls = [.init(atMs: 3_000, forMs: 1_500), .init(atMs: 7_000, forMs: 1_500)]
        }.report
        #expect(report.findings.map(\.id) == [])
    }

    @Test func `a recording that ends with the call does not say what came after`() throws {
        var scenario = try #require(ScenarioLibraryFixture.all.first { $0.id == "leg-leak" })
        scenario.caller.steps = [
            .wait(.greeting(withinMs: 5_000)), .say(.text("Hello, can you hear me?")), .wait(.reply(withinMs: 8_000)),
            .hangUp,
        ]
        let capture = try MatrixCall(scenario: scenario).play().capture
        #expect(try Examiner.examine(capture).primary == "leg-leak")
        var lines = capture.split(separator: UInt8(ascii: "\n"))
        let close = try #require(
            lines.lastIndex { line in
                let record = try? JSON(parsing: Array(line))
                return record?["leg"] == "phone" && record?["op"] == "close"
            })
        lines.removeSubrange((close + 1)...)
        let cut = Array(lines.joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")]
        #expect(try Examiner.examine(cut).findings.map(\.id) == [])
    }
}

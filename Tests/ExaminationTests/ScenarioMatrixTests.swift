import CallCapture
import Diagnosis
import Foundation
import JSONText
import ModelMock
import RealtimeProtocol
import Scenarios
import SpeechAudio
import TestSupport
import Testing

@testable import Examination

/// Every scenario of the library, probed in virtual time, has its own id as the primary finding, and a healthy service none.
/// What a detector must not lean on is varied: ids, times, turn numbers, wordings, formats, the observations, the header.
struct ScenarioMatrixTests {
    /// A scenario about a bridge says nothing to a probe, which has none: `BridgeMatrixTests` has those.
    static let library = ScenarioLibraryFixture.all.filter { $0.bridge == nil }

    @Test(arguments: library) func `a scenario is found out by its own name`(scenario: Scenario) throws {
        let (report, capture) = try ProbeStory(scenario: scenario).play()
        #expect(report.primary == scenario.expect.primary)
        #expect(report.verdict.rawValue == scenario.expect.verdict)
        #expect(try Examiner.examine(capture) == report, "the saved capture gives another report than the run")
    }

    @Test(arguments: library) func `nothing but the evidence leads to the finding`(scenario: Scenario) throws {
        for seed in UInt64(1)...4 {
            let story = ProbeStory(scenario: scenario, variedBy: seed)
            let (report, capture) = try story.play()
            #expect(report.primary == scenario.expect.primary, "seed \(seed), \(story.variation)")
            let anonymous = try CaptureDisguise.withoutName(capture)
            #expect(try Examiner.examine(anonymous).primary == scenario.expect.primary, "without a name, seed \(seed)")
        }
    }

    @Test(arguments: library) func `a plain log of the events leads to the same finding`(scenario: Scenario) throws {
        let (_, capture) = try ProbeStory(scenario: scenario).play()
        // The status of a refused upgrade is no event; a log of events alone has nothing to say about it.
        guard !scenario.id.hasPrefix("handshake-") else {
            #expect(throws: ExaminationError.self) {
                try Examiner.examine(CaptureDisguise.eventLog(capture, hasTimes: true))
            }
            return
        }
        // These end with a request and then nothing: a log that merely ends proves no absence.
        let needsMoreThanEvents = [
            "openai-socket-closed-mid-call", "keepalive-ping-timeout-1011", "response-never-created",
            "session-updated-never-arrives", "network-instability",
        ]
        let provable = needsMoreThanEvents.contains(scenario.id) ? nil : scenario.expect.primary
        let timed = try Examiner.examine(CaptureDisguise.eventLog(capture, hasTimes: true))
        #expect(timed.primary == provable, "with times")
        // Order alone proves less, but never something else.
        let ordered = try Examiner.examine(CaptureDisguise.eventLog(capture, hasTimes: false))
        #expect(ordered.primary == nil || ordered.primary == scenario.expect.primary, "order only")
    }

    @Test(arguments: UInt64(1)...50) func `a healthy service gives no finding, whatever the seed`(seed: UInt64) throws {
        let story = ProbeStory(scenario: .healthy, variedBy: seed)
        let (report, capture) = try story.play()
        #expect(report.findings.map(\.id) == [], "\(story.variation)")
        #expect(report.verdict == .pass, "\(story.variation)")
        #expect(report.violations.filter { $0.severity == "E" }.map(\.rule) == [], "\(story.variation)")
        #expect(try Examiner.examine(CaptureDisguise.eventLog(capture, hasTimes: false)).findings.map(\.id) == [])
    }

    /// Of each era and format: `make healthy` plays 200, which take minutes.
    static let seeds = UInt64(ProcessInfo.processInfo.environment["HEALTHY_SEEDS"] ?? "") ?? 3

    @Test(arguments: [Era.ga, .overlap, .beta], 1...seeds)
    func `a healthy service passes in every era and format`(era: Era, seed: UInt64) throws {
        for encoding in [AudioEncoding.pcm24k, .pcmu, .pcma] {
            var story = ProbeStory(scenario: .healthy, variedBy: seed)
            story.era = era
            story.plan.encoding = encoding
            story.plan.dialect = era == .ga ? .ga : .beta
            let report = try story.play().report
            #expect(report.findings.map(\.id) == [], "\(encoding), \(story.variation)")
            #expect(report.verdict == .pass, "\(encoding), \(story.variation)")
            #expect(
                report.violations.filter { $0.severity == "E" }.map(\.rule) == [], "\(encoding), \(story.variation)")
            #expect(report.sessions.map(\.dialect) == [era == .ga ? "ga" : "beta"])
        }
    }

    @Test(
        arguments: library.filter {
            !["beta-header-shutoff", "healthy"].contains($0.id) && !$0.id.hasPrefix("handshake-")
        })
    func `the beta dialect is judged alike`(scenario: Scenario) throws {
        var story = ProbeStory(scenario: scenario)
        story.era = .beta
        story.plan.dialect = .beta
        #expect(try story.play().report.primary == scenario.expect.primary)
    }
}

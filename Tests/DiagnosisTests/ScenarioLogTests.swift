import Foundation
import JSONText
import ModelMock
import Scenarios
import TestSupport
import Testing

@testable import Diagnosis

/// Every scenario of the library, met by a plain client and kept in several ways, is recognised by its evidence.
struct ScenarioLogTests {
    /// What is about a bridge cannot be met by a client alone.
    static let scenarios = ScenarioLibraryFixture.all.filter { $0.bridge == nil }

    @Test(arguments: scenarios.map(\.id), ["ga", "beta"])
    func `a scenario is recognised however it was kept`(id: String, dialect: String) throws {
        let index = try #require(Self.scenarios.firstIndex { $0.id == id })
        let scenario = Self.scenarios[index]
        let frames = ScenarioCall(scenario, variant: UInt64(index) + (dialect == "ga" ? 0 : 5), dialect: dialect).frames
        for style in LogStyle.allCases where style.canProve(id) {
            let report = try Examiner.examine(style.render(frames))
            #expect(report.primary == scenario.expect.primary, "\(style.rawValue): \(report.findings.map(\.summary))")
        }
    }

    @Test(arguments: scenarios.map(\.id)) func `a log that cannot prove a scenario accuses nobody`(id: String) throws {
        let scenario = try #require(Self.scenarios.first { $0.id == id })
        let styles = LogStyle.allCases.filter { !$0.canProve(id) && !id.hasPrefix("handshake-") }
        guard !styles.isEmpty else { return }
        let frames = ScenarioCall(scenario, variant: 2).frames
        for style in styles { #expect(try Examiner.examine(style.render(frames)).findings == [], "\(style.rawValue)") }
    }
}

extension LogStyle {
    /// Whether what this style keeps can hold the evidence.
    fileprivate func canProve(_ id: String) -> Bool {
        switch id {
        // An upgrade and a close are no messages, and only our captures keep them.
        case "handshake-401-missing-auth", "handshake-403-no-access", "openai-socket-closed-mid-call",
            "keepalive-ping-timeout-1011", "network-instability":
            self == .capture
        case "slow-first-audio", "context-growth", "transcript-late-or-out-of-order":
            self != .order && self != .serverOrder
        case "audio-is-digital-silence": self != .cutAudio
        case "session-updated-never-arrives": self != .serverTimed && self != .serverOrder
        // The service falls silent: only the client's side shows that there was something to hear.
        case "vad-dies-mid-session": self == .capture || self == .timed || self == .order
        case "speech-never-stops": self != .serverTimed && self != .serverOrder
        default: true
        }
    }
}

import CallCapture
import Diagnosis
import JSONText
import ModelMock
import RealtimeProtocol
import ReferenceBridge
import Scenarios
import TestSupport

@testable import Examination

/// Calls through the reference bridge in virtual time, with all that may vary without changing what is true.
struct BridgeStory {
    var scenario: Scenario
    var settings = VirtualBridgeCall.Settings()
    /// Says what was varied, for messages.
    private(set) var variation = "nothing varied"

    init(scenario: Scenario) { self.scenario = scenario }

    /// Ids, delays, pace, and, when the scenario leaves it open, the format and who speaks first.
    init(scenario: Scenario, variedBy seed: UInt64) {
        self.init(scenario: scenario)
        var dice = SplitMix64(seed: seed &* 0x9E37_79B9)
        settings.seed = dice.next()
        settings.mock.seed = dice.next()
        let slow = Int.random(in: 1...40, using: &dice)
        settings.hop = .microseconds(200)...(.milliseconds(slow))
        self.scenario.model.pace = Pace(
            firstAudioMs: .random(in: 60...600, using: &dice), speed: .random(in: 2...9, using: &dice),
            chunkMs: [100, 160, 200, 400].randomElement(using: &dice) ?? 200)
        var bridge = scenario.bridge ?? BridgePlan()
        if scenario.bridge == nil {
            bridge.format = ["pcmu", "pcmu", "pcma", "pcm"].randomElement(using: &dice) ?? "pcmu"
            bridge.firstWord = Bool.random(using: &dice) ? .bridge : .caller
            bridge.interrupter = Int.random(in: 0...3, using: &dice) == 0 ? .bridge : .service
            self.scenario.bridge = bridge
        }
        variation =
            "seed \(seed): hops up to \(slow) ms, \(self.scenario.model.pace), \(bridge)"
    }

    func play() throws -> (report: Report, capture: [UInt8]) {
        var capture: [UInt8] = []
        let factory = try BridgeFactory(plan: scenario.bridge ?? .init())
        let header = CaptureHeader.bridge(
            id: "story", started: "2026-11-20T09:00:00.000Z",
            .init(scenario: scenario.id, seed: settings.seed, caller: scenario.caller, calls: settings.calls))
        let report = try VirtualBridgeCall.run(
            scenario: scenario, settings: settings, speech: Fixtures.speech, header: header,
            bridge: { factory.bridge(call: $0) }
        ) { capture.append(contentsOf: $0) }
        return (report, capture)
    }
}

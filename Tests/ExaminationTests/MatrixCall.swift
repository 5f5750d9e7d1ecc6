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
struct MatrixCall {
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
        let pace = Pace(
            firstAudioMs: .random(in: 60...600, using: &dice), speed: .random(in: 2...9, using: &dice),
            chunkMs: [100, 160, 200, 400].randomElement(using: &dice) ?? 200)
        // A pace that a file gives is what the file is about: a reply that is done when it is interrupted, or is not.
        if scenario.model.pace == Pace() { self.scenario.model.pace = pace }
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

    /// A call in which nothing is wrong, and everything else may be anything.
    init(healthy seed: UInt64) {
        self.init(scenario: .healthy, variedBy: seed)
        let scripts = HealthyScripts.all
        var steps = scripts[Int(seed % UInt64(scripts.count))]
        if scenario.bridge?.firstWord == .caller { steps[0] = .pause(ms: 400) }
        scenario.caller.steps = steps
    }

    func play() throws -> (report: Report, capture: [UInt8]) {
        var capture: [UInt8] = []
        let factory = try BridgeFactory(plan: scenario.bridge ?? .init())
        let header = CaptureHeader.bridge(
            id: "story", started: "2026-11-20T09:00:00.000Z",
            .init(scenario: scenario.id, seed: settings.seed, caller: scenario.caller, calls: settings.calls))
        let report = try VirtualBridgeCall.run(
            scenario: scenario, settings: settings, speech: Fixtures.speech, header: header,
            bridges: factory
        ) { capture.append(contentsOf: $0) }
        return (report, capture)
    }
}

/// What callers do, from short calls to all that the default script has.
enum HealthyScripts {
    static let all: [[CallerStep]] = [
        [greeting, say("Hello, can you hear me?"), reply, .hangUp],
        [greeting, say("What are your opening hours?"), interruption(1_200), reply, .hangUp],
        [greeting, say("What is the weather in London?"), reply, .hangUp],
        [
            greeting, say("Tell me a very long story."), interruption(900), reply, say("Thank you, goodbye."), reply,
            .hangUp,
        ],
        [greeting, .press(digits: "12#"), say("And how do I get there?"), reply, .hangUp],
        [
            greeting, .noise(kind: .white, level: -60, ms: 4_000), say("Could you book a table for two tonight?"),
            reply,
            .hangUp,
        ],
        // Hangs up in the middle of the second reply.
        [
            greeting, say("Hello, can you hear me?"), reply, say("Tell me a very long story."),
            .expect(.speech(withinMs: 5_000)), .pause(ms: 700), .hangUp,
        ],
        // Two words before anybody has answered.
        [greeting, say("Hello, can you hear me?"), .pause(ms: 250), say("Wait, stop please."), reply, .hangUp],
    ]

    private static let greeting = CallerStep.wait(.greeting(withinMs: 5_000))
    private static let reply = CallerStep.wait(.reply(withinMs: 8_000))
    private static func say(_ text: String) -> CallerStep { .say(.text(text)) }
    private static func interruption(_ ms: Double) -> CallerStep {
        .interrupt(afterMs: ms, .text("Wait, stop please."), withinMs: 8_000)
    }
}

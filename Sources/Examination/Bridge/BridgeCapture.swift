package import CallCapture
import Durations
import JSONText
package import Scenarios

/// What a bridge run was asked to do, as its capture's header carries it.
package struct BridgeRunFacts: Sendable {
    package var scenario: String?
    package var seed: UInt64
    package var caller: CallerPlan
    /// From the caller's last word to the reply that is still good.
    package var latency: Duration
    /// Times real time; 1 where sample time and clock agree.
    package var rate: Double
    package var calls: Int
    /// The bridge is to speak first. Who waits for a greeting may do so because many bridges give one.
    package var isGreetingDue: Bool

    package init(
        scenario: String? = nil, seed: UInt64, caller: CallerPlan, latency: Duration = .seconds(2), rate: Double = 1,
        calls: Int? = nil, isGreetingDue: Bool? = nil
    ) {
        self.scenario = scenario
        self.seed = seed
        self.caller = caller
        self.latency = latency
        self.rate = rate
        self.calls = calls ?? caller.calls
        self.isGreetingDue = isGreetingDue ?? (caller.steps != CallerPlan.standardSteps)
    }
}

extension CaptureHeader {
    package static func bridge(id: String, started: String, _ facts: BridgeRunFacts) -> CaptureHeader {
        var settings: JSONObject = [
            "seed": JSON(Int(clamping: facts.seed)), "script": JSON(facts.caller.steps.map(\.words)),
            "latency": .number(facts.latency.seconds), "rate": .number(facts.rate), "calls": JSON(facts.calls),
        ]
        if !facts.isGreetingDue { settings["greetingDue"] = false }
        settings["scenario"] = facts.scenario.map { .string($0) }
        return CaptureHeader(id: id, started: started, tool: Tool.name, command: "bridge", settings: settings)
    }
}

extension CallerStep {
    /// As short as a list can have it: `say "Hello"`, `interrupt after 1500 ms`.
    package var words: String {
        switch self {
        case .wait(.greeting): "wait for the greeting"
        case .wait(.reply): "wait for the reply"
        case .wait(.silence(let ms, _)): "wait for \(Int(ms)) ms of silence"
        case .say(let speech): "say \(speech.words)"
        case .pause(let ms): "pause \(Int(ms)) ms"
        case .interrupt(let ms, let speech, _): "interrupt after \(Int(ms)) ms with \(speech.words)"
        case .press(let digits): "press \(digits)"
        case .noise(let kind, _, let ms): "\(kind.rawValue) noise for \(Int(ms)) ms"
        case .expect(let expectation): "expect \(expectation.words)"
        case .hangUp: "hang up"
        }
    }
}

extension CallerSpeech {
    fileprivate var words: String {
        switch self {
        case .utterance(let id): id
        case .text(let text): "\"\(text)\""
        // A path may tell more about a machine than a capture should.
        case .file(let file): String(file.split(separator: "/").last ?? "")
        }
    }
}

extension CallerExpectation {
    fileprivate var words: String {
        switch self {
        case .speech(let ms): "speech within \(Int(ms)) ms"
        case .silence(let ms, _): "silence for \(Int(ms)) ms"
        case .noSpeech(let ms): "no speech for \(Int(ms)) ms"
        case .mark(let name, let ms): "\(name.map { "mark \($0)" } ?? "a mark") within \(Int(ms)) ms"
        case .clear(let ms): "clear within \(Int(ms)) ms"
        case .close(let ms): "close within \(Int(ms)) ms"
        }
    }
}

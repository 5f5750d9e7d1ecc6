import CallCapture
import Diagnosis
import JSONText
import ModelMock
import RealtimeProtocol
import Scenarios
import SpeechAudio
import TestSupport
import Testing

@testable import Examination

/// A probe in virtual time, with all that may vary without changing what is true.
struct ProbeStory {
    var scenario: Scenario
    var plan = ProbePlan()
    var era = Era.ga
    var seed: UInt64 = 1
    /// Says what was varied, for messages.
    private(set) var variation = "nothing varied"

    init(scenario: Scenario) { self.scenario = scenario }

    /// Ids, pace, format, number of turns, the turn at which it breaks, the wording of errors, the order of sections.
    init(scenario: Scenario, variedBy seed: UInt64) {
        self.init(scenario: scenario)
        var dice = SplitMix64(seed: seed &* 0x9E37_79B9)
        self.seed = seed &* 7919
        let later = Int.random(in: 0...2, using: &dice)
        plan.encoding = [AudioEncoding.pcm24k, .pcmu, .pcma].randomElement(using: &dice) ?? .pcmu
        plan.turns = 3 + later
        plan.patience.whole = .seconds(80)
        if Bool.random(using: &dice) { plan.sections.remove(.textTurn) }
        let pace = Pace(
            firstAudioMs: .random(in: 60...600, using: &dice), speed: .random(in: 3...9, using: &dice),
            chunkMs: [100, 160, 200, 400].randomElement(using: &dice) ?? 200)
        // A pace that a file gives is what the file is about.
        if scenario.model.pace == Pace() { self.scenario.model.pace = pace }
        for index in self.scenario.model.rules.indices {
            self.scenario.model.rules[index].when.spokenTurn?.move(by: later)
            self.scenario.model.rules[index].reword(using: &dice)
        }
        variation =
            "\(plan.encoding), \(plan.turns) turns, broken \(later) turns later, text turn \(plan.sections.contains(.textTurn))"
    }

    func play() throws -> (report: Report, capture: [UInt8]) {
        var capture: [UInt8] = []
        let header = CaptureHeader.probe(
            id: "story", started: "2026-11-20T09:00:00.000Z", plan: plan, url: "virtual", latency: .seconds(2),
            scenario: scenario.id,
            seed: seed)
        let report = try VirtualProbe.run(
            plan: plan, scenario: scenario, settings: MockSettings(era: era, seed: seed), speech: Fixtures.speech,
            header: header
        ) { capture.append(contentsOf: $0) }
        return (report, capture)
    }
}

extension Scenario: CustomTestStringConvertible {
    public var testDescription: String { id }
}

extension TurnRange {
    fileprivate mutating func move(by turns: Int) {
        // The first turn must stay good where it was good, and stay bad where all are.
        guard first > 1 else { return }
        first += turns
        last = last.map { $0 + turns }
    }
}

extension Rule {
    /// The same refusal in other words: codes and types are the contract, sentences are not.
    fileprivate mutating func reword(using dice: inout SplitMix64) {
        let words = ["Sorry.", "Something went wrong on our side.", "Nope: 42", "Das ging leider nicht.", ""]
        let message = words.randomElement(using: &dice) ?? ""
        switch effect {
        case .outcome(.failResponse(var error)):
            error.message = message
            effect = .outcome(.failResponse(error))
        case .outcome(.refuseUpdate(var error)):
            error.message = message
            effect = .outcome(.refuseUpdate(error))
        case .outcome(.refuseSession(var error, let code)):
            error.message = message
            effect = .outcome(.refuseSession(error, closeCode: code))
        // What a library says when no pong came is the evidence itself.
        case .outcome(.close(_, "keepalive ping timeout")): break
        case .outcome(.close(let code, _)): effect = .outcome(.close(code: code, reason: message))
        default: break
        }
    }
}

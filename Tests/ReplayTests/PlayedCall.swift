import CallCapture
import CallerSimulator
import Diagnosis
import Examination
import JSONText
import ModelMock
import ReferenceBridge
import Replay
import Scenarios
import SpeechAudio
import TestSupport

/// A call through the reference bridge in virtual time, and the same call played again.
struct PlayedCall {
    var capture: [UInt8]
    var report: Report

    /// - Parameter defects: Of the bridge; nil: what the scenario says.
    init(
        _ scenario: Scenario, defects: [String]? = nil, speech: SharedSpeech = Fixtures.speech,
        voice: CallerVoice? = nil, isGreetingDue: Bool? = nil
    ) throws {
        var plan = scenario.bridge ?? .init()
        if let defects { plan.defects = defects }
        let factory = try BridgeFactory(plan: plan)
        var capture: [UInt8] = []
        let header = CaptureHeader.bridge(
            id: "played", started: "2026-11-29T09:00:00.000Z",
            .init(seed: 1, caller: scenario.caller, isGreetingDue: isGreetingDue))
        report = try VirtualBridgeCall.run(
            scenario: scenario, speech: speech, voice: voice, header: header, bridges: factory
        ) { capture.append(contentsOf: $0) }
        self.capture = capture
    }

    /// Of the library.
    init(_ id: String, defects: [String]? = nil) throws {
        guard let scenario = ScenarioLibraryFixture.all.first(where: { $0.id == id }) else { throw NoScenario(id: id) }
        try self.init(scenario, defects: defects)
    }

    struct NoScenario: Error { var id: String }

    func again(
        _ timing: ReplayTiming = .causal, defects: [String] = [], of capture: [UInt8]? = nil
    ) throws -> (call: PlayedCall, verdict: ReplayVerdict, caller: CallerReplay, service: ServiceReplay) {
        let recorded = try RecordedCall.chosen(nil, of: RecordedCalls(capture ?? self.capture).all)
        let service = ServiceReplay(of: recorded, timing: timing)
        let caller = CallerReplay(of: recorded, timing: timing)
        let library = SpeechLibrary(utterances: service.voices + Fixtures.speech.library.utterances)
        let voice = try CallerVoice(steps: caller.plan.steps, library: library, load: { caller.files[$0] })
        let scenario = Scenario(id: "replay", model: service.plan, caller: caller.plan)
        let call = try PlayedCall(
            scenario, defects: defects, speech: SharedSpeech(library: library), voice: voice,
            isGreetingDue: caller.isGreeted)
        let verdict = ReplayVerdict(
            recorded: recorded.report, number: recorded.call.number, replayed: call.report, limits: service.limits)
        return (call, verdict, caller, service)
    }

    /// What a program may have logged of the same call: no openings and no closes.
    func log(hasTimes: Bool) -> [UInt8] {
        let lines = capture.split(separator: UInt8(ascii: "\n")).compactMap { line -> String? in
            guard let record = try? JSON(parsing: Array(line)), record["op"] == "text", let event = record["data"],
                let leg = record["leg"]?.string, let time = record["t"]?.number
            else { return nil }
            let way = (leg == "phone") == (record["dir"] == "up") ? "received" : "sent"
            return "\(hasTimes ? "\(1_795_165_200 + time) " : "")\(leg) \(way) \(event.text)"
        }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// The capture without one leg.
    func without(_ leg: String) -> [UInt8] {
        let lines = String(decoding: capture, as: UTF8.self).split(separator: "\n")
        let kept = lines.filter { line in
            !line.contains("\"leg\":\"\(leg)\"") && !line.contains("\"op\":\"observation\"")
        }
        return Array((kept.joined(separator: "\n") + "\n").utf8)
    }
}

extension PlayedCall {
    /// Of one short call, for tests that put into it what they are about.
    static var healthyReport: Report {
        get throws { try PlayedCall("healthy").report }
    }
}

// bridge: a run against a bridge, a report.
import CallCapture
import CallerSimulator
import CommandLineOptions
import Diagnosis
import Durations
import Examination
import ModelMock
import RealtimeProtocol
import ReferenceBridge
import Reporting
import Scenarios
import Transport

struct BridgeCommand {
    private let call: Invocation
    private let console: Console
    private let output: ReportOutput
    private let options: BridgeOptions
    private let process: [String: String]

    init(_ call: Invocation, _ console: Console, process: [String: String]) {
        self.call = call
        self.console = console
        self.process = process
        output = ReportOutput(call, console, isOneOfMany: false)
        options = BridgeOptions(call: call, process: process)
    }

    func run() throws(UsageError) -> Int32 {
        try options.check()
        let seed = UInt64(clamping: call.integer("seed") ?? Int(truncatingIfNeeded: Surroundings.randomSeed >> 2))
        do {
            let fixtures = try FixtureFiles(environment: process)
            let scenario = try fixtures.scenario(call.text("scenario") ?? "healthy")
            let plan = try options.plan(scenario, seed: seed)
            let speech = ScriptedVoices.speech(for: scenario, library: try fixtures.speech()) {
                Synthesizer.speak($0, environment: process)
            }
            let voice = try voice(of: scenario, speech)
            let header = CaptureHeader.bridge(
                id: "bridge-\(Surroundings.randomBytes(6).map { String($0, radix: 16) }.joined())",
                started: Surroundings.wallClock,
                BridgeRunFacts(
                    scenario: scenario.id, seed: seed, caller: scenario.caller, latency: latency, rate: plan.rate,
                    calls: plan.calls))
            let runner = BridgeRunner(call, console, options)
            var wishes = RunWishes(latency: latency)
            wishes.keepsCapture = output.keepsCaptures
            let run = try runner.run(plan, runner.settings(scenario, seed: seed), speech, voice, header, wishes)
            return show(run)
        } catch {
            return try console.complain(about: error)
        }
    }

    private var latency: Duration { call.duration("latency") ?? .seconds(2) }

    private func voice(of scenario: Scenario, _ speech: SharedSpeech) throws -> CallerVoice {
        let name = call.text("scenario") ?? ""
        let folder = name.contains("/") ? Files.parent(name) + "/" : ""
        return try CallerVoice(
            steps: scenario.caller.steps, library: speech.library,
            synthesize: { Synthesizer.speak($0, environment: process) },
            load: { try? Files.read($0.hasPrefix("/") ? $0 : folder + $0, limit: 64 << 20) })
    }

    private func show(_ run: BridgeRunner.Result) -> Int32 {
        let code = output.show(run.report, capture: run.capture, command: "bridge")
        // A finding says more than an error line.
        if let failure = run.outcome?.failure, run.report.findings.isEmpty {
            console.complain(failure.message, hint: failure.hint)
            // It was on the terminal already where all output is shown.
            if !call.has("show-output"), !failure.lastWords.isEmpty {
                console.error("its last words:")
                for line in failure.lastWords { console.error("  | \(line)") }
            }
        }
        return code
    }
}

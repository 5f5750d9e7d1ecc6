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
            let speech = SharedSpeech(library: try fixtures.speech())
            let voice = try voice(of: scenario, speech)
            let header = CaptureHeader.bridge(
                id: "bridge-\(Surroundings.randomBytes(6).map { String($0, radix: 16) }.joined())",
                started: Surroundings.wallClock,
                BridgeRunFacts(
                    scenario: scenario.id, seed: seed, caller: scenario.caller, latency: latency, rate: plan.rate,
                    calls: plan.calls))
            if options.isVirtual { return try runVirtually(plan, settings(scenario, seed), speech, header) }
            return try run(plan, settings(scenario, seed), speech, voice, header)
        } catch let error as UsageError {
            throw error
        } catch let error as FixtureError {
            console.complain(error.message, hint: error.hint)
            return error.isWrongName ? UsageError.exitCode : 2
        } catch let error as CallerVoiceError {
            console.complain(error.explanation.message, hint: error.explanation.hint)
        } catch let error as UnknownDefect {
            console.complain(error.explanation.message, hint: error.explanation.hint)
        } catch let error as TransportError {
            console.complain(error.explanation.message, hint: error.explanation.hint)
        } catch let error as ExaminationError {
            console.complain(error.message, hint: error.hint)
        } catch {
            console.complain("\(error)", hint: nil)
        }
        return 2
    }

    private var latency: Duration { call.duration("latency") ?? .seconds(2) }

    private func settings(_ scenario: Scenario, _ seed: UInt64) -> MockSettings {
        var settings = MockSettings(
            era: Era(rawValue: scenario.model.era ?? call.text("era") ?? "ga") ?? .ga, seed: seed)
        // The service is faster than speech. At hardly more than its speed nothing would wait at the carrier to be cleared.
        settings.recitalSpeed = 2
        // The variables that lead a program to the mock name no model; some programs use them as they are.
        if call.has("run"), !call.has("intercept") { settings.defaultModel = "gpt-realtime" }
        // Ids carry the time: a run that is to be repeated has a time of its own.
        if !call.has("seed") { settings.unixTime = Int(Surroundings.unixMilliseconds / 1000) }
        return settings
    }

    private func voice(of scenario: Scenario, _ speech: SharedSpeech) throws -> CallerVoice {
        let name = call.text("scenario") ?? ""
        let folder = name.contains("/") ? Files.parent(name) + "/" : ""
        return try CallerVoice(
            steps: scenario.caller.steps, library: speech.library,
            synthesize: { Synthesizer.speak($0, environment: process) },
            load: { try? Files.read($0.hasPrefix("/") ? $0 : folder + $0, limit: 64 << 20) })
    }

    // MARK: On sockets

    private func run(
        _ plan: BridgeRunPlan, _ settings: MockSettings, _ speech: SharedSpeech, _ voice: CallerVoice,
        _ header: CaptureHeader
    ) throws -> Int32 {
        let loop = EventLoop()
        defer { loop.shutDown() }
        let clock = RunClock(loop, rate: plan.rate)
        var plan = plan
        var reference: ReferenceService?
        if options.isReference {
            let factory = try BridgeFactory(plan: plan.scenario.bridge ?? .init())
            var served = ReferenceService.Options(modelURL: "") { factory.bridge(call: $0) }
            served.clock = clock
            let service = try ReferenceService(loop, options: served)
            plan.entrance = .webhook(
                Endpoint(
                    isSecure: false, host: "127.0.0.1", port: service.port, target: ReferenceService.webhookPath))
            reference = service
        }
        var capture: [UInt8] = []
        let run = try BridgeRun(
            loop, plan: plan, settings: settings, speech: speech, voice: voice, header: header, clock: clock
        ) { capture.append(contentsOf: $0) }
        reference?.options.modelURL = run.modelURL
        var outcome: BridgeRun.Outcome?
        if !call.has("json") || Surroundings.isTerminal(2) { run.onNews = { console.error($0) } }
        if call.has("show-output") { run.onOutput = { console.error("  | \($1)") } }
        loop.onSignal { _ in run.interrupt() }
        if plan.program == nil, !options.isReference { console.error("mock model: \(run.modelURL)") }
        loop.later {
            run.start {
                outcome = $0
                loop.stop()
            }
        }
        loop.run()
        reference?.stop()
        return try show(capture, outcome)
    }

    private func show(_ capture: [UInt8], _ outcome: BridgeRun.Outcome?) throws -> Int32 {
        var settings = ExaminationSettings()
        settings.latency = latency.seconds
        var examiner = Examiner(settings: settings)
        capture.withUnsafeBytes { examiner.consume($0) }
        let report = try examiner.finish()
        let code = output.show(report, capture: capture, command: "bridge")
        // A finding says more than an error line.
        if let failure = outcome?.failure, report.findings.isEmpty {
            console.complain(failure.message, hint: failure.hint)
            // It was on the terminal already where all output is shown.
            if !call.has("show-output"), !failure.lastWords.isEmpty {
                console.error("its last words:")
                for line in failure.lastWords { console.error("  | \(line)") }
            }
        }
        return code
    }

    // MARK: In virtual time

    private func runVirtually(
        _ plan: BridgeRunPlan, _ settings: MockSettings, _ speech: SharedSpeech, _ header: CaptureHeader
    ) throws -> Int32 {
        let factory = try BridgeFactory(plan: plan.scenario.bridge ?? .init())
        var capture: [UInt8] = []
        var virtual = VirtualBridgeCall.Settings(mock: settings, seed: plan.seed, calls: plan.calls)
        virtual.spacing = plan.spacing
        virtual.examination.latency = latency.seconds
        _ = try VirtualBridgeCall.run(
            scenario: plan.scenario, settings: virtual, speech: speech, header: header,
            bridge: { factory.bridge(call: $0) }, write: { capture.append(contentsOf: $0) })
        return try show(capture, nil)
    }
}

// A bridge between the simulated caller and the mock, over sockets or in virtual time: what `bridge` and `replay` have in common.
import CallCapture
import CallerSimulator
import CommandLineOptions
import Diagnosis
import Durations
import Examination
import ModelMock
import RealtimeProtocol
import ReferenceBridge
import Scenarios
import Transport

struct BridgeRunner {
    private let call: Invocation
    private let console: Console
    private let options: BridgeOptions

    init(_ call: Invocation, _ console: Console, _ options: BridgeOptions) {
        self.call = call
        self.console = console
        self.options = options
    }

    func settings(_ scenario: Scenario, seed: UInt64) -> MockSettings {
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

    struct Result {
        var findings: RunReader.Findings
        /// How the run ended; nil in virtual time, where nothing can fail but the call.
        var outcome: BridgeRun.Outcome?

        var capture: [UInt8] { findings.capture }
        var report: Report { findings.report }
    }

    func run(
        _ plan: BridgeRunPlan, _ settings: MockSettings, _ speech: SharedSpeech, _ voice: CallerVoice,
        _ header: CaptureHeader, _ wishes: RunWishes
    ) throws -> Result {
        guard !options.isVirtual else { return try virtually(plan, settings, speech, voice, header, wishes) }
        let (capture, outcome) = try onSockets(plan, settings, speech, voice, header)
        return Result(findings: try RunReader.read(capture, wishes), outcome: outcome)
    }

    private func onSockets(
        _ plan: BridgeRunPlan, _ settings: MockSettings, _ speech: SharedSpeech, _ voice: CallerVoice,
        _ header: CaptureHeader
    ) throws -> (capture: [UInt8], outcome: BridgeRun.Outcome?) {
        let loop = EventLoop()
        defer { loop.shutDown() }
        let clock = RunClock(loop, rate: plan.rate, waits: true)
        var plan = plan
        var reference: ReferenceService?
        if options.isReference {
            let factory = try BridgeFactory(plan: plan.scenario.bridge ?? .init())
            var served = ReferenceService.Options(modelURL: "", bridges: factory)
            served.clock = clock
            let service = try ReferenceService(loop, options: served)
            plan.entrance = .webhook(
                Endpoint(
                    isSecure: false, host: "127.0.0.1", port: service.port, target: IncomingCall.webhookPath))
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
        var lines: InputLines?
        if plan.isStepped {
            run.onStep = { console.error("next: \($0)   [Enter]") }
            lines = try InputLines(loop, onLine: { run.step(1) }, onEnd: { run.step(nil) })
        }
        if plan.program == nil, !options.isReference { console.error("mock model: \(run.modelURL)") }
        loop.later {
            run.start {
                outcome = $0
                loop.stop()
            }
        }
        loop.run()
        lines?.cancel()
        reference?.stop()
        return (capture, outcome)
    }

    private func virtually(
        _ plan: BridgeRunPlan, _ settings: MockSettings, _ speech: SharedSpeech, _ voice: CallerVoice,
        _ header: CaptureHeader, _ wishes: RunWishes
    ) throws -> Result {
        let factory = try BridgeFactory(plan: plan.scenario.bridge ?? .init())
        var virtual = VirtualBridgeCall.Settings(mock: settings, seed: plan.seed, calls: plan.calls)
        virtual.spacing = plan.spacing
        virtual.parts = plan.parts
        let findings = try RunReader.read(wishes) { write in
            try VirtualBridgeCall.record(
                scenario: plan.scenario, settings: virtual, speech: speech, voice: voice, header: header,
                bridges: factory, write: write)
        }
        return Result(findings: findings)
    }
}

// probe: options and environment to a plan and a target, a run, a report.
import CallCapture
import CommandLineOptions
import Diagnosis
import Durations
import Examination
import JSONText
import ModelMock
import RealtimeProtocol
import Reporting
import Scenarios
import SpeechAudio
import Transport
import WebSocketWire

struct ProbeCommand {
    static let optionalSections = ProbeSection.optional.map(\.rawValue)

    private let call: Invocation
    private let console: Console
    private let output: ReportOutput
    private let environment: ProbeEnvironment
    private let process: [String: String]

    init(_ call: Invocation, _ console: Console, process: [String: String]) {
        self.call = call
        self.console = console
        self.process = process
        output = ReportOutput(call, console, isOneOfMany: !call.list("compare-models").isEmpty)
        let dotEnv = (try? Files.read(".env", limit: 1 << 20)).map { String(decoding: $0, as: UTF8.self) }
        environment = ProbeEnvironment(process: process, dotEnv: dotEnv)
    }

    func run() throws(UsageError) -> Int32 {
        try checkCombination()
        var plan = self.plan
        let models = call.list("compare-models")
        do {
            let fixtures = try FixtureFiles(environment: process)
            let speech = try fixtures.speech()
            let scenario = isExternal ? nil : try fixtures.scenario(call.text("scenario") ?? "healthy")
            if let scenario, scenario.bridge != nil {
                throw FixtureError(
                    message: "scenario \(scenario.id) is about a bridge, and a probe has none",
                    hint: "realtime-doctor bridge --reference --scenario \(scenario.id)")
            }
            if let scenario, scenario.caller != CallerPlan() {
                console.error("the `caller` of scenario \(scenario.id) is ignored: probe is the caller itself")
            }
            if let era = scenario?.model.era, call.text("era") == nil, era == "beta" { plan.dialect = .beta }
            if isLive { announceCost(plan, times: max(1, models.count)) }
            guard models.isEmpty else { return try compare(models, plan, speech, scenario) }
            let result = try probe(plan, speech, scenario)
            let code = output.show(result.report, capture: result.capture, command: "probe")
            // A finding says more than an error line.
            if let failure = result.failure, result.report.findings.isEmpty {
                console.complain(failure.explanation.message, hint: failure.explanation.hint)
            }
            if isLive { console.error("used: \(LiveCost.used(result.report.usage))") }
            return code
        } catch {
            return try console.complain(about: error)
        }
    }

    private var isLive: Bool { call.has("live") }
    private var isExternal: Bool { isLive || call.has("url") }

    private func checkCombination() throws(UsageError) {
        if isLive, call.has("url") {
            throw UsageError("--live and --url exclude each other", hint: "--url names the endpoint itself")
        }
        for option in ["scenario", "virtual-time", "seed"] where isExternal && call.has(option) {
            throw UsageError(
                "--\(option) is for the built-in mock, not for a real endpoint", hint: "leave out --live and --url")
        }
        if isLive, environment.apiKey == nil {
            throw UsageError(
                "--live needs a key, and OPENAI_API_KEY is not set",
                hint: "export OPENAI_API_KEY=… or write it into .env")
        }
        if let url = call.text("url"), !["ws://", "wss://"].contains(where: url.hasPrefix) {
            throw UsageError(
                "--url takes a ws:// or wss:// address, not '\(url)'",
                hint: "for example wss://api.openai.com/v1/realtime")
        }
        guard isExternal else { return }
        do throws(TransportError) {
            _ = try Endpoint(url: call.text("url") ?? environment.realtimeURL, schemes: ["ws": false, "wss": true])
        } catch {
            throw UsageError(
                "\(isLive ? "OPENAI_BASE_URL" : "--url"): \(error.explanation.message)", hint: error.explanation.hint)
        }
    }

    private var plan: ProbePlan {
        var plan = ProbePlan(
            model: call.text("model") ?? environment["OPENAI_MODEL"] ?? "gpt-realtime",
            voice: call.text("voice") ?? environment["OPENAI_VOICE"],
            instructions: call.text("instructions") ?? environment["OPENAI_SYSTEM_PROMPT"]
                ?? ProbePlan.defaultInstructions,
            dialect: call.text("era") == "beta" ? .beta : .ga,
            encoding: ["pcm": .pcm24k, "pcma": .pcma][call.text("format") ?? ""] ?? .pcmu,
            turns: call.integer("turns") ?? 3)
        let only = call.list("only").compactMap(ProbeSection.init)
        if !only.isEmpty { plan.sections = Set(only).union(ProbeSection.always) }
        plan.sections.subtract(call.list("skip").compactMap(ProbeSection.init))
        if call.has("quick") { plan.makeQuick() }
        if let timeout = call.duration("timeout") { plan.patience.whole = timeout }
        return plan
    }

    private func announceCost(_ plan: ProbePlan, times: Int) {
        console.error(
            "this examines the real service and costs \(LiveCost.estimate(plan))\(times > 1 ? ", \(times) times" : "")")
    }

    // MARK: one run

    private struct Outcome {
        var report: Report
        var capture: [UInt8]
        /// Why there was no conversation at all.
        var failure: TransportError?
    }

    private func probe(_ plan: ProbePlan, _ speech: SpeechLibrary, _ scenario: Scenario?) throws -> Outcome {
        let seed = UInt64(clamping: call.integer("seed") ?? Int(truncatingIfNeeded: Surroundings.randomSeed >> 2))
        var settings = MockSettings(era: Era(rawValue: call.text("era") ?? "ga") ?? .ga, seed: seed)
        // Ids carry the time: a run that is to be repeated has a time of its own.
        if !call.has("seed") { settings.unixTime = Int(Surroundings.unixMilliseconds / 1000) }
        let latency = call.duration("latency") ?? .seconds(2)
        var examination = ExaminationSettings()
        examination.latency = latency.seconds
        func header(_ url: String) -> CaptureHeader {
            .probe(
                id: "probe-\(Surroundings.randomBytes(6).map { String($0, radix: 16) }.joined())",
                started: Surroundings.wallClock,
                plan: plan, url: url, latency: latency, scenario: scenario?.id, seed: scenario == nil ? nil : seed)
        }
        var capture: [UInt8] = []
        let write: (UnsafeRawBufferPointer) -> Void = { capture.append(contentsOf: $0) }
        if let scenario, call.has("virtual-time") {
            guard scenario.model.door.isEmpty else {
                throw FixtureError(
                    message: "scenario \(scenario.id) has a `door`, and in virtual time there is no port",
                    hint: "leave out --virtual-time")
            }
            let report = try VirtualProbe.run(
                plan: plan, scenario: scenario, settings: settings, speech: SharedSpeech(library: speech),
                header: header("virtual"),
                examination: examination, write: write)
            return Outcome(report: report, capture: capture)
        }
        let loop = EventLoop()
        var service: MockService?
        var certificates: MockCertificates?
        defer { withExtendedLifetime(certificates) {} }
        if let scenario {
            var options = MockService.Options(
                settings: settings, scenario: scenario, speech: SharedSpeech(library: speech),
                started: Surroundings.wallClock)
            options.judges = false
            if scenario.model.needsTLS {
                let made = try MockCertificates(environment: process)
                options.certificates = made
                options.server.tls = made.right
                certificates = made
            }
            service = try MockService(loop, options: options)
        }
        let target = target(plan, mock: service?.url, authority: certificates?.authorityFile)
        let recorder = RunRecorder(header: header(target.url), settings: examination, write: write)
        let run = ProbeRun(loop, plan: plan, target: target, speech: speech, recorder: recorder)
        var result: Result<Report, ExaminationError>?
        run.onProgress = { show($0) }
        loop.onSignal { _ in run.interrupt() }
        loop.later {
            run.start {
                result = $0
                loop.stop()
            }
        }
        loop.run()
        console.progress("")
        service?.stop()
        loop.shutDown()
        guard let result else {
            throw ExaminationError(
                message: "the probe ended without a result", hint: "run it again with OPENAI_WS_DEBUG=true")
        }
        return Outcome(report: try result.get(), capture: capture, failure: run.failure)
    }

    /// - Parameter authority: Of a mock with TLS.
    private func target(_ plan: ProbePlan, mock: String?, authority: String? = nil) -> ProbeTarget {
        let base = mock ?? call.text("url") ?? environment.realtimeURL
        var headers = mock == nil ? environment.credentials(for: base) : [:]
        if plan.dialect == .beta { headers.append("OpenAI-Beta", "realtime=v1") }
        var options = ConnectionOptions(environment: mock == nil ? environment.variables : [:])
        options.caFile = authority ?? call.text("ca-file")
        options.insecure = call.has("insecure")
        return ProbeTarget(
            url: ProbeTarget.url(base, model: plan.model), headers: headers, connection: options,
            modelsURL: isExternal && environment.apiKey != nil ? ProbeEnvironment.modelsURL(beside: base) : nil,
            environment: environment.observation(usesKey: mock == nil))
    }

    private func show(_ progress: ProbeRun.ProbeProgress) {
        switch progress {
        case .section(let section): console.progress("examining: \(section.rawValue) …")
        case .message(let direction, let text):
            guard environment.printsEvents else { return }
            let arrow = direction == .up ? ">" : "<"
            let type = (try? JSON(parsing: text))?["type"]?.string ?? "?"
            if environment.printsMessages {
                console.error("\(arrow) \(text)")
            } else if !type.hasSuffix(".delta"), type != "input_audio_buffer.append" {
                console.error("\(arrow) \(type)")
            }
        }
    }

    // MARK: several models

    private func compare(_ models: [String], _ plan: ProbePlan, _ speech: SpeechLibrary, _ scenario: Scenario?) throws
        -> Int32
    {
        var reports: [(name: String, report: Report)] = []
        var code: Int32 = 0
        for model in models {
            var plan = plan
            plan.model = model
            let result = try probe(plan, speech, scenario)
            reports.append((model, result.report))
            let own = output.show(result.report, capture: result.capture, command: "probe")
            code = code == 1 || own == 1 ? 1 : max(code, own)
        }
        output.finish()
        if !output.isJSON { console.out("\n" + ComparisonReport(reports).text(style: output.style)) }
        return code
    }
}

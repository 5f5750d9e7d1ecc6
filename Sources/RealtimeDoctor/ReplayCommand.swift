// replay: a capture in, the call again, two verdicts side by side.
import CallCapture
import CaptureTools
import CommandLineOptions
import Diagnosis
import Durations
import Examination
import JSONText
import ModelMock
import RealtimeProtocol
import ReferenceBridge
import Replay
import Reporting
import Scenarios
import Transport

struct ReplayCommand {
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
        if call.has("model") {
            return try ModelReplayCommand(call, console, output: output, process: process).run()
        }
        if call.has("as-server") {
            if let other = ["webhook", "stream", "plain", "reference", "run"].first(where: { call.has($0) }) {
                throw UsageError("--as-server has no caller, so there is nothing for --\(other)")
            }
        } else {
            try options.check()
        }
        if timing == .step {
            if let other = ["as-server", "virtual-time", "rate"].first(where: { call.has($0) }) {
                throw UsageError("--timing step waits for you, and --\(other) for nobody")
            }
            if call.arguments[0] == "-" {
                throw UsageError(
                    "--timing step reads Enter from standard input, and the capture comes from there",
                    hint: "save the capture to a file")
            }
        }
        do {
            let source = try CaptureSource(call.arguments[0])
            let recorded = try RecordedCalls { try source.read($0) }
            var calls = recorded.all
            // One call at a time: the model's side alone cannot tell who connects, and nobody steps through two.
            if call.integer("call") != nil || call.has("as-server") || timing == .step {
                calls = [try RecordedCall.chosen(call.integer("call"), of: calls)]
            }
            let library = try FixtureFiles(environment: process).speech()
            let begin = calls.compactMap(\.begin).min()
            let parts = try calls.map {
                try PlayedPart($0, timing, library: library, environment: process, begin: begin)
            }
            if call.has("as-server") { return try serve(parts[0]) }
            for (recorded, part) in zip(calls, parts) where !output.isJSON && calls.count <= 20 { tell(recorded, part) }
            guard calls.count > 1 else { return try play(calls[0], parts[0], source, recorded.sent) }
            return try SeveralCallsReplay(
                call: call, console: console, output: output, options: options, name: name, latency: latency, seed: seed
            ).run(calls, parts, try source.bytes())
        } catch {
            return try console.complain(about: error, file: name)
        }
    }

    private var name: String { CaptureInput.name(call.arguments[0]) }
    private var timing: ReplayTiming { call.text("timing").flatMap(ReplayTiming.init) ?? .causal }
    private var latency: Duration { call.duration("latency") ?? .seconds(2) }
    private var seed: UInt64 {
        UInt64(clamping: call.integer("seed") ?? Int(truncatingIfNeeded: Surroundings.randomSeed >> 2))
    }

    // MARK: Against a bridge

    /// - Parameter sent: Of all calls of the capture.
    private func play(
        _ recorded: RecordedCall, _ played: PlayedPart, _ source: CaptureSource, _ sent: EventSequence
    ) throws -> Int32 {
        let part = played.part
        let scenario = Scenario(
            id: "replay", title: "call \(recorded.call.number) of \(name)", model: part.model, caller: part.caller)
        let seed = seed
        var plan = try options.plan(scenario, seed: seed)
        plan.isStepped = timing == .step
        if !call.has("timeout") { plan.patience.whole = PlayedPart.patience([played], jobs: 1, rate: plan.rate) }
        let header = CaptureHeader.bridge(
            id: "replay-\(Surroundings.randomBytes(6).map { String($0, radix: 16) }.joined())",
            started: Surroundings.wallClock,
            BridgeRunFacts(
                scenario: scenario.id, seed: seed, caller: part.caller, latency: latency, rate: plan.rate, calls: 1,
                isGreetingDue: played.caller.isGreeted))
        let runner = BridgeRunner(call, console, options)
        var wishes = RunWishes(latency: latency)
        wishes.keepsCapture = output.keepsCaptures
        wishes.expectedBytes = Files.size(call.arguments[0]) ?? 0
        wishes.before = try before(recorded, source, sent)
        let run = try runner.run(
            plan, runner.settings(scenario, seed: seed), part.speech, part.voice, header, wishes)
        return show(run, recorded, played.service.limits)
    }

    private func before(
        _ recorded: RecordedCall, _ source: CaptureSource, _ sent: EventSequence
    ) throws -> EventSequence {
        guard recorded.report.calls.count > 1,
            let own = try SeveralCallsReplay.cut(recorded.call.number, of: recorded.report, try source.bytes())
        else { return sent }
        return try EventSequence(reading: own, soundsOf: .bridge)
    }

    private func tell(_ recorded: RecordedCall, _ part: PlayedPart) {
        let (caller, service) = (part.caller, part.service)
        let legs = [recorded.hasPhone ? "the carrier" : nil, recorded.hasModel ? "the model" : nil].compactMap { $0 }
        console.error(
            "call \(recorded.call.number) of \(name), recorded of \(legs.joined(separator: " and ")): \(caller.utterances) utterance\(caller.utterances == 1 ? "" : "s") of the caller"
                + (caller.interruptions > 0 ? ", \(caller.interruptions) over the bridge" : "")
                + ", \(service.replies) repl\(service.replies == 1 ? "y" : "ies") of the model; \(timing.rawValue) timing"
        )
        if let standIn = caller.standIn { console.error("note: \(standIn)") }
        for note in service.notes { console.error("note: \(note)") }
        if recorded.speaksBeta, !call.has("era") {
            console.error(
                "note: the recording is of the beta, which the service has switched off: --era beta plays it as it was")
        }
    }

    private func show(_ run: BridgeRunner.Result, _ recorded: RecordedCall, _ limits: ReplayLimits) -> Int32 {
        let (capture, report) = (run.capture, run.report)
        let verdict = ReplayVerdict(
            recorded: recorded.report, number: recorded.call.number, replayed: report, limits: limits)
        guard let difference = run.findings.difference else { return 2 }
        let diff = difference.diff
        let differences = DiffReport(
            diff, old: .init(name, difference.before, limits: []),
            new: .init("the replay", difference.now, limits: []), context: 1,
            verdict: (verdict.sentence, report.verdict == .pass))
        let isStrictFailure = call.has("strict") && !diff.isAlike
        let code = output.show(
            report, capture: capture, command: "replay",
            more: [
                ReportFile(name: "replay.html", bytes: Array(differences.html.utf8)),
                ReportFile(name: "replay.json", bytes: Array((differences.json.pretty + "\n").utf8)),
            ])
        if !output.isJSON {
            console.out("\nReplay  \(verdict.sentence)\n")
            if !diff.isAlike {
                console.out("\nWhat the bridge sent then and now\n")
                console.out(differences.text(style: output.style))
            }
        } else {
            console.error("replay: \(verdict.sentence)")
        }
        if let failure = run.outcome?.failure, report.findings.isEmpty {
            console.complain(failure.message, hint: failure.hint)
            for line in failure.lastWords { console.error("  | \(line)") }
        }
        if isStrictFailure, code == 0 {
            console.error("strict: what the bridge sends has changed")
            return 1
        }
        return code
    }

    // MARK: The model's side alone

    private func serve(_ part: PlayedPart) throws -> Int32 {
        let service = part.service
        let loop = EventLoop()
        defer { loop.shutDown() }
        let scenario = Scenario(id: "replay", title: name, model: service.planForEveryClient)
        var settings = MockSettings(era: call.text("era").flatMap(Era.init) ?? .ga, seed: seed)
        settings.unixTime = Int(Surroundings.unixMilliseconds / 1000)
        var options = MockService.Options(
            settings: settings, scenario: scenario, speech: part.part.speech, started: Surroundings.wallClock)
        options.server.port = call.integer("port") ?? 9000
        options.onSessionEnd = { console.out($0.line + "\n") }
        let served = try MockService(loop, options: options)
        loop.onSignal { _ in
            served.stop()
            loop.stop()
        }
        for note in service.notes { console.error("note: \(note)") }
        console.out(
            "listening on \(served.url): \(service.replies) recorded repl\(service.replies == 1 ? "y" : "ies")\n")
        loop.run()
        return 0
    }
}

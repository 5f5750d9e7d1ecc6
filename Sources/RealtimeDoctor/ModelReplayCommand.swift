// replay --model: the recorded client against another service, and both verdicts.
import CallCapture
import CommandLineOptions
import Diagnosis
import Durations
import Examination
import JSONText
import Replay
import Reporting
import Transport

struct ModelReplayCommand {
    private let call: Invocation
    private let console: Console
    private let output: ReportOutput
    private let environment: ProbeEnvironment

    init(_ call: Invocation, _ console: Console, output: ReportOutput, process: [String: String]) {
        self.call = call
        self.console = console
        self.output = output
        let dotEnv = (try? Files.read(".env", limit: 1 << 20)).map { String(decoding: $0, as: UTF8.self) }
        environment = ProbeEnvironment(process: process, dotEnv: dotEnv)
    }

    private var name: String { CaptureInput.name(call.arguments[0]) }

    func run() throws(UsageError) -> Int32 {
        let url = call.text("model") ?? ""
        do throws(TransportError) {
            _ = try Endpoint(url: url, schemes: ["ws": false, "wss": true])
        } catch {
            throw UsageError(
                "--model: \(error.explanation.message)", hint: "for example wss://api.openai.com/v1/realtime")
        }
        do {
            let bytes = try CaptureInput.bytes(call.arguments[0])
            let client: ClientReplay
            do throws(CaptureReadingError) {
                client = try ClientReplay(of: bytes, rate: Double(call.integer("rate") ?? 1))
            } catch {
                throw InputError(name, error)
            }
            guard !client.steps.isEmpty else {
                throw InputError(
                    "\(name): there is no client event of the model's leg in it",
                    hint: "record what the bridge sends as well, and not only what it receives")
            }
            if client.others > 0 {
                console.error(
                    "note: \(client.others) more connection\(client.others == 1 ? "" : "s") to the model in \(name); only the first one's client is sent (`realtime-doctor cut --call n` makes a file of another call)"
                )
            }
            if url.hasPrefix("wss://") {
                console.error(
                    "this asks a real service and costs \(LiveCost.estimate(audioSeconds: client.audioSeconds, responses: client.recordedResponses))"
                )
            }
            return try play(client, to: url, bytes)
        } catch {
            return try console.complain(about: error)
        }
    }

    private func play(_ client: ClientReplay, to url: String, _ bytes: [UInt8]) throws -> Int32 {
        let loop = EventLoop()
        defer { loop.shutDown() }
        var capture: [UInt8] = []
        let header = CaptureHeader(
            id: "replay-\(Surroundings.randomBytes(6).map { String($0, radix: 16) }.joined())",
            started: Surroundings.wallClock, tool: Tool.name, command: "replay", settings: ["url": .string(url)])
        let recorder = RunRecorder(header: header) { capture.append(contentsOf: $0) }
        let run = ModelReplayRun(loop, client: client, recorder: recorder)
        run.onProgress = { console.progress("\($0) of \($1) events sent") }
        loop.onSignal { _ in run.interrupt() }
        var result: Result<Report, ExaminationError>?
        var options = ConnectionOptions(environment: environment.variables)
        options.caFile = call.text("ca-file")
        options.insecure = call.has("insecure")
        let model = client.model ?? environment["OPENAI_MODEL"] ?? "gpt-realtime"
        run.start(
            ProbeTarget.url(url, model: model), headers: environment.credentials(for: url), options: options,
            limit: call.duration("timeout") ?? .seconds(300)
        ) {
            result = $0
            loop.stop()
        }
        if result == nil { loop.run() }
        console.progress("")
        if let failure = run.failure {
            console.complain(failure.explanation.message, hint: failure.explanation.hint)
        }
        guard let report = try result?.get() else { return 2 }
        let recorded = try Examiner.examine(bytes)
        let verdict = ReplayVerdict(recorded: recorded, number: 1, replayed: report)
        let code = output.show(report, capture: capture, command: "replay")
        let line = "Replay  \(verdict.sentence)\n"
        if output.isJSON { console.error(line) } else { console.out("\n" + line) }
        for words in run.impatience { console.error("note: \(words)") }
        if url.hasPrefix("wss://") { console.error("used: \(LiveCost.used(report.usage))") }
        return code
    }
}

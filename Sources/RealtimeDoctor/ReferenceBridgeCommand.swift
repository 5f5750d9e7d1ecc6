// reference-bridge: the correct bridge on a port until a signal comes.
import CommandLineOptions
import Examination
import RealtimeProtocol
import ReferenceBridge
import Scenarios
import Transport

struct ReferenceBridgeCommand {
    private let call: Invocation
    private let console: Console
    private let environment: ProbeEnvironment

    init(_ call: Invocation, _ console: Console, process: [String: String]) {
        self.call = call
        self.console = console
        environment = ProbeEnvironment(process: process, dotEnv: nil)
    }

    func run() throws(UsageError) -> Int32 {
        do {
            try serve()
            return 0
        } catch let error as UnknownDefect {
            throw UsageError(error.explanation.message, hint: error.explanation.hint)
        } catch let error as TransportError {
            console.complain(error.explanation.message, hint: error.explanation.hint)
        } catch {
            console.complain("\(error)", hint: nil)
        }
        return 2
    }

    private func serve() throws {
        let modelURL =
            call.text("model-url") ?? environment["OPENAI_REALTIME_URL"] ?? environment.realtimeURL
        _ = try Endpoint(url: modelURL, schemes: ["ws": false, "wss": true])
        let settings = BridgeSettings(
            model: call.text("model") ?? environment["OPENAI_MODEL"] ?? "gpt-realtime",
            apiKey: environment.apiKey ?? "", unixTime: Int(Surroundings.unixMilliseconds / 1000))
        let factory = try BridgeFactory(
            settings: settings,
            plan: BridgePlan(
                defects: call.texts("defect"), firstWord: call.has("caller-first") ? .caller : .bridge,
                format: call.text("format") ?? "pcmu"))
        let loop = EventLoop()
        defer { loop.shutDown() }
        var options = ReferenceService.Options(modelURL: modelURL, bridges: factory)
        options.server.host = call.text("host") ?? "127.0.0.1"
        options.server.port = call.integer("port") ?? 5050
        options.connection.environment = environment.variables
        if !call.has("quiet") { options.onLog = { console.error($0) } }
        let service = try ReferenceService(loop, options: options)
        loop.onSignal { _ in
            service.stop()
            // What was said last goes out.
            loop.schedule(after: .milliseconds(50)) { loop.stop() }
        }
        let host = options.server.host.contains(":") ? "[\(options.server.host)]" : options.server.host
        console.out(
            "listening on http://\(host):\(service.port)\(IncomingCall.webhookPath) and ws://\(host):\(service.port)\(IncomingCall.streamPath)\n"
        )
        loop.run()
    }
}

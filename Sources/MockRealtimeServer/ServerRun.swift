// A mock on a port until a signal comes.
import CommandLineOptions
import Diagnosis
import Examination
import ModelMock
import RealtimeProtocol
import Scenarios
import Transport

struct ServerRun {
    private let call: Invocation

    private let console: Console

    init(_ call: Invocation, _ console: Console) {
        self.call = call
        self.console = console
    }

    func run() throws -> Int32 {
        let environment = Surroundings.environment
        let fixtures = try FixtureFiles(environment: environment)
        if call.has("list-scenarios") {
            for id in try fixtures.scenarioIDs() { console.out("\(id): \(try fixtures.scenario(id).title)\n") }
            return 0
        }
        let scenario = try fixtures.scenario(call.text("scenario") ?? "healthy")
        let loop = EventLoop()
        var settings = MockSettings(
            era: Era(rawValue: scenario.model.era ?? call.text("era") ?? "ga") ?? .ga,
            seed: UInt64(clamping: call.integer("seed") ?? 1))
        settings.unixTime = Int(Surroundings.unixMilliseconds / 1000)
        settings.profile =
            (scenario.model.profile ?? call.text("profile")).flatMap(ServiceProfile.named) ?? .openAI
        if call.has("api-key") { settings.apiKeys = Set(call.texts("api-key")) }
        var options = MockService.Options(
            settings: settings, scenario: scenario,
            speech: ScriptedVoices.speech(for: scenario, library: try fixtures.speech()) {
                Synthesizer.speak($0, environment: environment)
            },
            started: Surroundings.wallClock)
        options.server.host = call.text("host") ?? "127.0.0.1"
        options.server.port = call.integer("port") ?? 0
        options.server.tls = try certificate
        options.judges = !call.has("no-verdicts")
        let recording = try call.text("capture").map { path in try FileAppender(loop, path: path) }
        recording?.onFailure = { console.complain($0.explanation.message, hint: "the sessions go on, unrecorded") }
        if let recording { options.capture = { recording.append($0) } }
        if !call.has("quiet"), options.judges { options.onSessionEnd = { console.out($0.line + "\n") } }
        var advice = ModelAdvice(day: settings.day)
        options.onSessionBegin = { [console] number, head in
            if let line = advice.line(SessionRequest(head)) { console.error("warning: session \(number): \(line)") }
        }
        let service = try MockService(loop, options: options)
        loop.onSignal { _ in
            service.stop()
            recording?.close()
            loop.stop()
        }
        if let ready = call.text("ready-file") { try Files.write(service.url + "\n", to: ready) }
        console.out("listening on \(service.url)\n")
        loop.run()
        return 0
    }

    private var certificate: WebSocketServer.Certificate? {
        get throws(UsageError) {
            switch (call.text("tls-certificate"), call.text("tls-key")) {
            case (nil, nil): return nil
            case (let certificate?, let key?): return .init(certificateFile: certificate, keyFile: key)
            default: throw UsageError("--tls-certificate and --tls-key belong together", hint: "give both or neither")
            }
        }
    }
}

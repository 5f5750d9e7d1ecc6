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
        let shelf = try shelf(fixtures)
        let scenario = shelf.standard
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
        if call.has("tls") || (options.server.tls == nil && scenario.model.needsTLS) {
            try useAuthority(&options, environment)
        }
        options.shelf = shelf
        options.rate = Double(call.integer("clock-rate") ?? 1)
        if !call.has("no-control") { options.control = call.text("control-token").map { .token($0) } ?? .loopback }
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

    /// Paths are for the command line; over the wire go ids alone, for a server must not read what a stranger names.
    private func shelf(_ fixtures: FixtureFiles) throws -> ScenarioShelf {
        let standard = call.text("scenario") ?? "healthy"
        let folder = call.text("scenarios")
        if let folder, !Files.isDirectory(folder) {
            throw UsageError("--scenarios: there is no folder \(folder)", hint: "it holds files such as my-case.yaml")
        }
        func path(_ name: String) -> String {
            guard name != standard, let folder, Files.exists("\(folder)/\(name).yaml") else {
                return fixtures.scenarioPath(name)
            }
            return "\(folder)/\(name).yaml"
        }
        let shelf = try ScenarioShelf(standard: standard, watches: call.has("watch")) {
            name, files throws(FixtureError) in
            let isId = !name.contains("/") && !name.contains(".")
            guard name == standard || isId else {
                throw FixtureError(
                    message: "a client chooses a scenario by its id, not by a file",
                    hint: "start the server with --scenarios FOLDER, and name files in it without .yaml")
            }
            let own = path(name)
            return try fixtures.scenario(own == fixtures.scenarioPath(name) ? name : own, files: &files)
        }
        shelf.onBrokenFile = { console.complain($0.message, hint: "the scenario as it was stays in force") }
        return shelf
    }

    private func useAuthority(_ options: inout MockService.Options, _ environment: [String: String]) throws {
        guard options.server.tls == nil else {
            throw UsageError(
                "--tls and --tls-certificate exclude each other", hint: "--tls makes its own certificates")
        }
        let authority = try HarnessAuthority(environment: environment)
        let certificates = try MockCertificates(
            issuer: authority.files, host: options.server.host, environment: environment)
        options.certificates = certificates
        options.server.tls = certificates.right
        options.server.authority = authority.files
        if authority.isNew { console.error("made a certificate authority: \(authority.files.certificateFile)") }
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

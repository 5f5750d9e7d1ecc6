// bridge: the command line as a plan.
import CallerSimulator
import CommandLineOptions
import Examination
import RealtimeProtocol
import Scenarios
import SpeechAudio
import Transport

struct BridgeOptions {
    let call: Invocation
    let process: [String: String]

    var isReference: Bool { call.has("reference") }
    var isVirtual: Bool { call.has("virtual-time") }

    func check() throws(UsageError) {
        let ways = ["webhook", "stream", "plain", "model-only", "reference"].filter { call.has($0) }
        guard ways.count == 1 else {
            throw UsageError(
                ways.isEmpty
                    ? "nothing says where the call goes in"
                    : "--\(ways.joined(separator: " and --")) exclude each other",
                hint: "one of --webhook <url>, --stream <url>, --plain <url>, --model-only, --reference")
        }
        try require("reference", for: ["virtual-time"])
        try require("plain", for: ["plain-format", "plain-rate", "plain-json"])
        try require("run", for: ["cwd", "env", "intercept", "intercept-host", "show-output"])
        if isReference, let word = ["run", "port", "public-url"].first(where: { call.has($0) }) {
            throw UsageError("--\(word) is for a bridge of yours, not for --reference")
        }
        if call.has("plain-rate"), let format = call.text("plain-format"), format != "pcm16" {
            throw UsageError("--plain-rate is for pcm16; \(format) has 8000 Hz")
        }
        if let text = call.text("plain-json"), PlainFormat.Framing.json(text) == nil {
            throw UsageError(
                "--plain-json: '\(text)' is no JSON object with \"<audio>\" in it",
                hint: #"a path, as in data.audio, or a message: {"type":"audio","data":"<audio>"}"#)
        }
        if call.has("intercept-host"), !call.has("intercept") {
            throw UsageError("--intercept-host wants --intercept", hint: "add --intercept")
        }
    }

    private func require(_ option: String, for others: [String]) throws(UsageError) {
        if !call.has(option), let other = others.first(where: { call.has($0) }) {
            throw UsageError("--\(other) is for --\(option)", hint: "add --\(option), or leave out --\(other)")
        }
    }

    // MARK: The plan

    func plan(_ scenario: Scenario, seed: UInt64) throws(UsageError) -> BridgeRunPlan {
        guard !scenario.model.needsTLS else {
            throw UsageError(
                "--scenario: bridge cannot show a bridge an expired or a wrong certificate",
                hint:
                    "mock-realtime-server --scenario \(call.text("scenario") ?? scenario.id) can: point the bridge at the wss:// URL that it prints"
            )
        }
        var plan = BridgeRunPlan(entrance: try entrance(), scenario: scenario, seed: seed)
        plan.program = try program()
        if let text = call.text("public-url") {
            var webhook: Endpoint?
            if case .webhook(let place) = plan.entrance { webhook = place }
            plan.publicAddress = try url("public-url") { () throws(TransportError) in
                try PublicAddress(text, webhook: webhook)
            }
        }
        if let token = call.text("auth-token") { plan.authToken = token }
        plan.connection.caFile = call.text("ca-file")
        plan.connection.insecure = call.has("insecure")
        plan.calls = call.integer("calls") ?? plan.scenario.caller.calls
        plan.spacing = call.duration("spacing") ?? plan.spacing
        plan.rate = Double(call.integer("rate") ?? 1)
        // By hand the URL must be the same every time; a program that we start is told.
        plan.modelPort = call.integer("port") ?? (plan.program == nil && !isReference ? 9000 : 0)
        plan.patience.listening = call.duration("listen-timeout") ?? plan.patience.listening
        plan.patience.model = call.duration("model-timeout") ?? plan.patience.model
        plan.patience.whole = call.duration("timeout") ?? plan.patience.whole
        return plan
    }

    private func entrance() throws(UsageError) -> BridgeRunPlan.Entrance {
        if let text = call.text("webhook") {
            return .webhook(try endpoint("webhook", text, ["http": false, "https": true]))
        }
        if let text = call.text("stream") {
            _ = try endpoint("stream", text, ["ws": false, "wss": true])
            return .stream(text)
        }
        if let text = call.text("plain") {
            _ = try endpoint("plain", text, ["ws": false, "wss": true])
            return .plain(text, plainFormat)
        }
        return .modelOnly
    }

    private var plainFormat: PlainFormat {
        let encoding: AudioEncoding =
            switch call.text("plain-format") {
            case "mulaw": .pcmu
            case "alaw": .pcma
            default: .pcm16(rate: call.integer("plain-rate") ?? 24_000)
            }
        // What is no message was refused before.
        let framing = call.text("plain-json").flatMap { PlainFormat.Framing.json($0) }
        return PlainFormat(encoding: encoding, framing: framing ?? .binary)
    }

    func program() throws(UsageError) -> BridgeRunPlan.Program? {
        guard let commandLine = call.text("run") else { return nil }
        var environment = process
        for assignment in call.texts("env") {
            let halves = assignment.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2, !halves[0].isEmpty else {
                throw UsageError("--env takes NAME=value, not '\(assignment)'")
            }
            environment[String(halves[0])] = String(halves[1])
        }
        var program = BridgeRunPlan.Program(
            commandLine: commandLine, folder: call.text("cwd"), environment: environment)
        program.interception = call.text("intercept").flatMap(Interception.Wish.init)
        program.interceptedHosts = call.texts("intercept-host")
        return program
    }

    private func endpoint(_ option: String, _ text: String, _ schemes: [String: Bool]) throws(UsageError) -> Endpoint {
        try url(option) { () throws(TransportError) in try Endpoint(url: text, schemes: schemes) }
    }

    private func url<Value>(_ option: String, _ make: () throws(TransportError) -> Value) throws(UsageError) -> Value {
        do throws(TransportError) {
            return try make()
        } catch {
            let example =
                option == "webhook" ? "http://127.0.0.1:5050/incoming-call" : "ws://127.0.0.1:5050/media-stream"
            throw UsageError(
                "--\(option): \(error.explanation.message)",
                hint: option == "public-url"
                    ? "for example wss://bridge.example=ws://127.0.0.1:5050" : "for example \(example)")
        }
    }
}

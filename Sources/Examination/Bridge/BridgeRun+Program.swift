import CallCapture
import Durations
import JSONText
import Transport

// The bridge as a program that we started, and how it is led to the model.
extension BridgeRun {
    /// - Parameter listen: Opens another port of the mock.
    func startProgram(listen: (WebSocketServer.Options) throws(TransportError) -> Int) throws(TransportError) {
        guard let wanted = plan.program else {
            reach(.hand, "the bridge is not ours to start: its model URL must be \(modelURL)")
            return
        }
        if let place = try? plan.bridgePort, PortWatch.isOfThisMachine(place.host),
            ListeningPorts.now?.contains(place.port) == true
        {
            throw .cannotRun(
                wanted.commandLine,
                reason: "something listens on \(place.hostAndPort) already, which is where the bridge is to listen")
        }
        let launch = try ProgramLaunch(
            wanted, http: modelBaseURL, webSocket: modelURL, loop: loop, listen: listen)
        interception = launch.interception
        reach(launch.way, launch.reason)
        onNews("starting \(wanted.commandLine)")
        observe(ObservationKind.process, ["phase": "started", "command": .string(wanted.commandLine)])
        let program = try launch.start(loop)
        self.program = program
        program.onLine = { [weak self] stream, line in
            self?.output[stream, default: LineTail(limit: 100)].append(line)
            self?.onOutput(stream, line)
        }
        program.onExit = { [weak self] in self?.exited($0) }
        program.onGone = { [weak self] in self?.exited(nil) }
    }

    /// `http://127.0.0.1:50123/v1`
    private var modelBaseURL: String {
        let path = "/realtime"
        let base = modelURL.hasSuffix(path) ? String(modelURL.dropLast(path.count)) : modelURL
        return base.hasPrefix("wss") ? "https" + base.dropFirst(3) : "http" + base.dropFirst(2)
    }

    private func reach(_ way: ModelReach, _ reason: String) {
        observe(ObservationKind.reach, ["way": .string(way.rawValue), "reason": .string(reason)])
        if plan.program?.interception != nil { onNews("interception: \(reason)") }
    }

    /// - Parameter end: Nil: nothing is left of it, and how it ended was told before or never will be.
    private func exited(_ end: ProgramEnd?) {
        if let end {
            guard phase != .leaving, phase != .done else { return }
            observe(ObservationKind.process, end.facts(phase: "exited"))
            onNews("the bridge's program \(end.words)")
        }
        switch phase {
        case .waiting:
            // A launcher may end and leave the bridge behind it; when nothing is left, nothing will listen.
            guard program?.isGone == true else { return }
            let how = program?.end.map { $0.words } ?? "could not be started"
            failure = Failure(
                message: "the bridge's program \(how) before it listened",
                hint: program?.startFailure?.explanation.message ?? program?.end.flatMap(ProgramEnd.hint),
                lastWords: lastWords)
            self.end("the bridge's program \(how)")
        case .calling:
            guard case .modelOnly = plan.entrance, program?.isGone == true else { return }
            if modelSessions == 0 { failure = neverReachedModel }
            self.end("the program ended")
        case .idle, .lingering, .leaving, .done: break
        }
    }

    func neverListened(_ place: Endpoint) {
        let limit = plan.patience.listening.shortWords
        if program == nil {
            giveUp(
                "nothing listens on \(place.hostAndPort) after \(limit)",
                "start the bridge, or let it be started: --run \"python main.py\"")
        } else {
            let others = (ListeningPorts.now ?? []).filter { $0 > 1024 }.sorted().map(String.init).prefix(8)
            let message = "the bridge's program runs but does not listen on \(place.hostAndPort) after \(limit)"
            failure = Failure(
                message: message,
                hint:
                    "is it another port? On this machine somebody listens on \(others.joined(separator: ", ")); if it is slow to start, --listen-timeout 60s",
                lastWords: lastWords)
            end(message)
        }
    }

    /// Which way it was led, and what may have gone wrong on that way.
    var neverReachedModel: Failure {
        let way = plan.program == nil ? ModelReach.hand : interception?.way ?? .environment
        let tls = mishap.map { " (a client came and left before it asked: \($0))" } ?? ""
        var failure = Failure(
            message: "the bridge never connected to the model\(tls)", hint: nil, lastWords: lastWords)
        switch way {
        case .hand: failure.hint = "its model URL must be \(modelURL); or let it be started with --run"
        case .environment:
            failure.hint =
                "it was started with OPENAI_BASE_URL and OPENAI_REALTIME_URL set to the mock; if its source says wss://api.openai.com, add --intercept"
        case .namespace, .preload, .proxy:
            let names = interception?.hosts.joined(separator: ", ") ?? Interception.standardHost
            let trust =
                mishap == nil
                ? "if it calls another host, name it with --intercept-host"
                : "it seems not to trust our certificate: does it bring its own store? SSL_CERT_FILE names ours"
            failure.hint = "connections to \(names) were led to the mock by \(way.words); \(trust)"
        }
        return failure
    }

    private var lastWords: [String] { program?.tail.last(12).filter { !$0.isEmpty } ?? [] }

    // MARK: Writing down

    func writeProgram() {
        guard let program else { return }
        if let end = program.end {
            observe(ObservationKind.process, end.facts(phase: "stopped"))
        }
        if let usage = program.usage {
            observe(
                ObservationKind.process,
                [
                    "phase": "stats", "cpuSeconds": .number(usage.processorTime.seconds),
                    "peakBytes": JSON(usage.peakMemory), "readBytes": .init(usage.bytesRead),
                    "writtenBytes": .init(usage.bytesWritten),
                ])
        }
        for (stream, name) in [(ChildProcess.Stream.output, "stdout"), (.error, "stderr")] {
            guard let tail = output[stream] else { continue }
            observe(
                ObservationKind.output,
                ["stream": .string(name), "text": .string(tail.last(100).joined(separator: "\n"))])
        }
    }
}

extension ModelReach {
    var words: String {
        switch self {
        case .environment: "environment variables"
        case .namespace: "a mount namespace"
        case .preload: "a preloaded library"
        case .proxy: "a proxy"
        case .hand: "hand"
        }
    }
}

extension ProgramEnd {
    fileprivate func facts(phase: String) -> JSONObject {
        switch self {
        case .exited(let code): ["phase": .string(phase), "code": JSON(code)]
        case .signalled(let number): ["phase": .string(phase), "signal": JSON(number)]
        }
    }

    fileprivate static func hint(_ end: ProgramEnd) -> String? {
        switch end {
        case .exited(126): "the file is there but may not be run: chmod +x, or name its interpreter"
        case .exited(127): "the shell did not find the program: check its name, the PATH, and --cwd"
        default: nil
        }
    }
}

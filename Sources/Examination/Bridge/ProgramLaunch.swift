import Transport

/// A program that is to reach the model through a port of ours: how it is led there, and the way to start it.
final class ProgramLaunch {
    let way: ModelReach
    /// Why this way, for the person who reads it.
    let reason: String
    let interception: Interception?
    private let child: ChildProcess.Plan

    /// - Parameters:
    ///   - http: `http://127.0.0.1:9000/v1`
    ///   - webSocket: `ws://127.0.0.1:9000/v1/realtime`
    ///   - service: What is behind the port, in words.
    ///   - givesKey: A program without a key gets one that nothing but a mock takes.
    ///   - listen: Opens another port for the same service.
    init(
        _ wanted: BridgeRunPlan.Program, http: String, webSocket: String, service: String = "the mock",
        givesKey: Bool = true, loop: EventLoop, listen: Interception.Listen
    ) throws(TransportError) {
        var environment = wanted.environment
        var child = ChildProcess.Plan(wanted.commandLine, folder: wanted.folder, environment: [:])
        let hadKey = environment["OPENAI_API_KEY"]
        if let wish = wanted.interception {
            let made = try Interception(
                wish, hosts: wanted.interceptedHosts, present: environment, loop: loop, listen: listen)
            interception = made
            environment.merge(ModelEnvironment.credentials(environment)) { $1 }
            environment.merge(made.variables) { $1 }
            child.replaced = made.replaced
            (way, reason) = (made.way, made.reason)
        } else {
            interception = nil
            let variables = ModelEnvironment.variables(http: http, webSocket: webSocket, present: environment)
            environment.merge(variables) { $1 }
            (way, reason) = (.environment, "OPENAI_BASE_URL, OPENAI_REALTIME_URL and their like name \(service)")
        }
        if !givesKey { environment["OPENAI_API_KEY"] = hadKey }
        child.environment = environment
        self.child = child
    }

    func start(_ loop: EventLoop) throws(TransportError) -> ChildProcess { try ChildProcess(loop, child) }

    /// After the run: what was made for it goes.
    func remove() { interception?.remove() }
}

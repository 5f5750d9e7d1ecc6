import Scenarios
import Transport

/// A bridge that is started once for all cases of a suite, and led to a mock whose port stays the same.
final class KeptBridge {
    /// Where it is reached by cases that do not start it.
    let reached: PlannedBridge
    let modelPort: Int
    private let child: ChildProcess
    private var onGone: () -> Void = {}

    init(_ loop: EventLoop, _ bridge: PlannedBridge, environment: [String: String]) throws(TransportError) {
        modelPort = try FreePort.find(loop)
        var filled = bridge
        if bridge.hasPortPlaceholder { filled = bridge.with(port: try FreePort.find(loop, except: [modelPort])) }
        var variables = environment
        for given in filled.options where given.option == "env" {
            let halves = (given.value ?? "").split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if halves.count == 2 { variables[String(halves[0])] = String(halves[1]) }
        }
        variables.merge(
            ModelEnvironment.variables(
                http: "http://127.0.0.1:\(modelPort)/v1", webSocket: "ws://127.0.0.1:\(modelPort)/v1/realtime",
                present: variables)
        ) { $1 }
        child = try ChildProcess(
            loop,
            ChildProcess.Plan(
                filled.run ?? "", folder: filled.options.first { $0.option == "cwd" }?.value, environment: variables))
        filled.run = nil
        // They are for whoever starts it.
        filled.options.removeAll { ["env", "cwd"].contains($0.option) }
        reached = filled
        child.onGone = { [weak self] in self?.onGone() }
    }

    /// - Parameter done: Nothing of it is left.
    func stop(_ done: @escaping () -> Void) {
        guard !child.isGone else { return done() }
        onGone = done
        child.stop()
    }
}

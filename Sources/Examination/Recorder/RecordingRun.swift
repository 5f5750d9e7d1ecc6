import CallCapture
import Durations
import JSONText
package import Transport

/// A recorder as a whole: a proxy for each leg, the thread that writes, a program to run beside them, and an orderly end.
package final class RecordingRun {
    package struct Plan {
        package var model: RecordingProxy.Options?
        package var phone: RecordingProxy.Options?
        package var settings: RecordingSettings
        /// A bridge that is started with its model URL set to the recorder, and stopped with it.
        package var program: BridgeRunPlan.Program?
        /// Bytes that may wait for the disk.
        package var buffer = 64 << 20
        /// How long calls may go on after the recorder was told to end.
        package var drain: Duration = .seconds(10)

        package init(settings: RecordingSettings) { self.settings = settings }
    }

    /// For words on the terminal.
    package enum Progress {
        /// The bridge's program: how it reaches the model, what it writes, its end.
        case program(String)
        case output(String)
        /// So many connections and requests are given their time.
        case draining(Int)
        /// The disk did not take the rest in time.
        case unwritten
    }

    private let loop: EventLoop
    private let plan: Plan
    private let tape: RecordingTape
    private let handover: Handover<TapeItem>
    private let clock: RunClock
    package private(set) var model: RecordingProxy?
    package private(set) var phone: RecordingProxy?
    private var program: ChildProcess?
    private var launch: ProgramLaunch?
    private var isEnding = false
    private var isStopped = false
    private var drainTimer: LoopTimer?
    private var completion: (() -> Void)?
    package var onProgress: (Progress) -> Void = { _ in }

    /// How long the thread may take for what is left when all is over.
    private static let patience: Duration = .seconds(10)

    /// Opens the ports and the first file.
    ///
    /// - Parameters:
    ///   - tell: Called on the thread that writes.
    ///   - finished: Called there too, last.
    package init(
        _ loop: EventLoop, plan: Plan, tell: @escaping @Sendable (RecordingNews) -> Void,
        finished: @escaping @Sendable (RecordingSummary) -> Void
    ) throws(TransportError) {
        self.loop = loop
        self.plan = plan
        clock = RunClock(loop)
        handover = try Handover<TapeItem>(capacity: plan.buffer)
        tape = RecordingTape(loop, handover: handover, began: loop.now)
        var settings = plan.settings
        settings.hasPhone = plan.phone != nil
        // Whoever is to read must not learn at the end that there is nothing to be read.
        let first = settings.isSplit ? nil : try GrowingFile.Opened(settings.path(of: 1))
        if settings.isSplit { try Files.makeDirectory(settings.path) }
        if let options = plan.model { model = try proxy(options) }
        if let options = plan.phone { phone = try proxy(options) }
        try handover.start { [settings] handover in
            RecordingRun.write(handover, settings, first, tell, finished)
        }
    }

    private func proxy(_ options: RecordingProxy.Options) throws(TransportError) -> RecordingProxy {
        var options = options
        options.onIdle = { [weak self] in self?.wentIdle() }
        return try RecordingProxy(loop, options: options, tape: tape)
    }

    /// The thread.
    private static func write(
        _ handover: Handover<TapeItem>, _ settings: RecordingSettings, _ first: GrowingFile.Opened?,
        _ tell: @escaping @Sendable (RecordingNews) -> Void, _ finished: @Sendable (RecordingSummary) -> Void
    ) {
        var first = first
        let scribe = RecordingScribe(
            settings,
            openFile: { path throws(TransportError) in
                defer { first = nil }
                if let first, first.path == path { return GrowingFile(first) }
                return GrowingFile(try GrowingFile.Opened(path))
            }, removeFile: { try? Files.remove($0) }, tell: tell)
        scribe.start()
        while let items = handover.take() { scribe.receive(items, isBehind: handover.load > 0.5) }
        finished(scribe.finish())
    }

    // MARK: The program

    /// - Parameter completion: Called once, on the loop, when all is over and written.
    package func start(completion: @escaping () -> Void) throws(TransportError) {
        self.completion = completion
        guard let wanted = plan.program, let model else { return }
        let launch = try ProgramLaunch(
            wanted, http: model.httpURL + "/v1", webSocket: model.url, service: "the recorder", givesKey: false,
            loop: loop
        ) { door throws(TransportError) in try model.listen(door) }
        self.launch = launch
        tape.observe(
            nil, ObservationKind.reach, ["way": .string(launch.way.rawValue), "reason": .string(launch.reason)])
        tape.observe(
            nil, ObservationKind.process, ["phase": "started", "command": .string(wanted.commandLine)])
        onProgress(.program("starting \(wanted.commandLine): \(launch.reason)"))
        let program = try launch.start(loop)
        self.program = program
        program.onLine = { [weak self] in self?.onProgress(.output($1)) }
        program.onGone = { [weak self] in self?.programGone() }
    }

    private func programGone() {
        if let failure = program?.startFailure { onProgress(.program(failure.explanation.message)) }
        if let end = program?.end { onProgress(.program("the bridge's program \(end.words)")) }
        if isStopped { finish() } else { end() }
    }

    // MARK: Ending

    /// Calls in progress may go on for a while; asked a second time it ends at once.
    package func end() {
        guard !isEnding else { return stop() }
        isEnding = true
        for proxy in proxies { proxy.stopListening() }
        guard openCount > 0 else { return stop() }
        onProgress(.draining(openCount))
        drainTimer = loop.schedule(after: plan.drain) { [weak self] in self?.stop() }
    }

    private var proxies: [RecordingProxy] { [model, phone].compactMap { $0 } }
    private var openCount: Int { proxies.reduce(0) { $0 + $1.openCount } }

    private func wentIdle() {
        if isEnding, openCount == 0 { stop() }
    }

    private func stop() {
        guard !isStopped else { return }
        isStopped = true
        drainTimer?.cancel()
        for proxy in proxies { proxy.stop() }
        guard let program, !program.isGone else { return finish() }
        program.stop()
    }

    private func finish() {
        guard completion != nil else { return }
        launch?.remove()
        tape.end()
        awaitThread(until: loop.now + Self.patience)
    }

    /// The thread has no way to call the loop, so it is asked.
    private func awaitThread(until deadline: Duration) {
        guard let completion else { return }
        if handover.isDone || loop.now >= deadline {
            self.completion = nil
            if !handover.isDone { onProgress(.unwritten) }
            return completion()
        }
        loop.schedule(after: .milliseconds(5)) { [self] in awaitThread(until: deadline) }
    }
}

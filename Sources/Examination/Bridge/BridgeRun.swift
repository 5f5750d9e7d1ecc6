package import CallCapture
package import CallerSimulator
import Durations
import JSONText
package import ModelMock
import RealtimeProtocol
import Scenarios
package import Transport
import WebSocketWire

/// A bridge between a simulated caller and the mock model, on real sockets: starts what is to be started, waits for what
/// is to come, places the calls, and takes everything down again. What it has seen is in the capture.
package final class BridgeRun {
    /// How the run ended. The verdict is the capture's.
    package struct Outcome: Sendable {
        package var reason: String
        /// Why there was no conversation; nil where there was one.
        package var failure: Failure?
    }

    package struct Failure: Sendable {
        /// In a sentence.
        package var message: String
        /// What to try.
        package var hint: String?
        /// What the bridge's program wrote last, where that may tell.
        package var lastWords: [String] = []
    }

    enum Phase {
        case idle, waiting, calling
        /// The calls are over; the model connections have a little longer.
        case lingering
        /// The program is being stopped, and nothing more is recorded.
        case leaving
        case done
    }

    let loop: EventLoop
    private(set) var plan: BridgeRunPlan
    let voice: CallerVoice
    let clock: RunClock
    let log: CaptureLog
    let deadlines: DeadlineQueue
    private var service: MockService?
    var interception: Interception?
    var program: ChildProcess?
    var output: [ChildProcess.Stream: LineTail] = [:]
    var phase = Phase.idle
    var legs: [PhoneLeg] = []
    var webhooks: [Int: WebhookCall] = [:]
    var callsToCome = 0
    /// Which call each connection to the model is for.
    var casting = SessionCasting()
    /// Calls that have begun, and what the ids of all of them are made from.
    var placed: Set<Int> = []
    var seeds: [UInt64] = []
    /// The call that was placed last, and when.
    var lastPlaced: (number: Int, at: Duration)?
    var callsOpen = 0
    var peakCalls = 0
    var lines = 0
    var random: SplitMix64
    var modelSessions = 0
    /// Clients of the mock's ports that failed before they asked for anything, the last one: its TLS did not like ours.
    var mishap: String?
    var failure: Failure?
    var lastReason = ""
    private var portWatch: PortWatch?
    private var timers: [LoopTimer] = []
    private var hasAwaitedExit = false
    private var modelTimer: LoopTimer?
    private var completion: ((Outcome) -> Void)?
    /// What a person may want to read while it runs, a line each.
    package var onNews: (String) -> Void = { _ in }
    /// A caller waits for ``step(_:)``, and would do this next.
    package var onStep: (String) -> Void = { _ in }
    /// What the program writes.
    package var onOutput: (ChildProcess.Stream, String) -> Void = { _, _ in }

    /// - Parameters:
    ///   - clock: Begins now, unless somebody else shares it.
    ///   - write: Takes each line of the capture as it is made; the bytes live only during the call.
    package init(
        _ loop: EventLoop, plan: BridgeRunPlan, settings: MockSettings, speech: SharedSpeech, voice: CallerVoice,
        header: CaptureHeader, clock: RunClock? = nil, write: @escaping (UnsafeRawBufferPointer) -> Void
    ) throws(TransportError) {
        self.loop = loop
        self.plan = plan
        self.voice = voice
        self.clock = clock ?? RunClock(loop, rate: plan.rate, waits: true)
        log = CaptureLog(header: header, write: write)
        deadlines = DeadlineQueue(loop, self.clock)
        random = SplitMix64(seed: plan.seed)
        var options = MockService.Options(
            settings: settings, scenario: plan.scenario, speech: speech, started: header.started)
        options.judges = false
        options.run = (log, self.clock)
        options.server.port = plan.modelPort
        options.onSessionBegin = { [weak self] in self?.sessionBegan($0, $1) }
        options.onSessionEnd = { [weak self] in self?.sessionEnded($0.number) }
        options.cast = { [weak self] number, request in
            self?.part(ofSession: number, request)
                ?? .init(plan: plan.scenario.model, speech: speech, session: number)
        }
        options.onMishap = { [weak self] in self?.mishap = $1 }
        service = try MockService(loop, options: options)
    }

    /// `ws://127.0.0.1:50123/v1/realtime`
    package var modelURL: String { service?.url ?? "" }

    var now: Duration { clock.now }

    func observe(_ kind: String, _ data: JSONObject) { log.observe(at: now, kind, data) }

    // MARK: Beginning

    /// - Parameter completion: Called once, on the loop, when nothing is left of the run.
    package func start(completion: @escaping (Outcome) -> Void) {
        self.completion = completion
        phase = .waiting
        after(plan.patience.whole) { $0.hangUp("the time limit of the run was reached") }
        do throws(TransportError) {
            try startProgram { door throws(TransportError) in
                guard let service else { throw .cancelled }
                return try service.listen(door)
            }
        } catch {
            return giveUp(error.explanation.message, error.explanation.hint)
        }
        guard phase == .waiting else { return }
        if case .modelOnly = plan.entrance { return awaitModel() }
        awaitPort()
    }

    private func awaitPort() {
        let place: Endpoint
        do throws(TransportError) {
            place = try plan.bridgePort
        } catch {
            return giveUp(error.explanation.message, error.explanation.hint)
        }
        if program == nil { onNews("waiting for the bridge on \(place.hostAndPort)") }
        let began = loop.now
        portWatch = PortWatch(loop, host: place.host, port: place.port, patience: plan.patience.listening) {
            [weak self] outcome in
            guard let self, phase == .waiting else { return }
            portWatch = nil
            switch outcome {
            case .timedOut: neverListened(place)
            case .listening:
                let took = loop.now - began
                observe(
                    ObservationKind.process,
                    ["phase": "listening", "address": .string(place.hostAndPort), "ms": took.measuredMilliseconds])
                if program != nil { onNews("the bridge listens on \(place.hostAndPort) after \(took.shortWords)") }
                placeCalls()
            }
        }
    }

    private func awaitModel() {
        onNews("waiting for a program to connect to \(modelURL)")
        phase = .calling
        modelTimer = after(plan.patience.listening) { run in
            guard run.modelSessions == 0 else { return }
            run.failure = run.neverReachedModel
            run.end("nobody connected to the model within \(run.plan.patience.listening.shortWords)")
        }
    }

    @discardableResult
    func after(_ delay: Duration, _ body: @escaping (BridgeRun) -> Void) -> LoopTimer {
        let timer = loop.schedule(after: delay) { [weak self] in
            if let self { body(self) }
        }
        timers.append(timer)
        return timer
    }

    // MARK: The model leg

    private func sessionBegan(_ number: Int, _ request: HTTPRequestHead) {
        modelSessions += 1
        modelTimer?.cancel()
        modelTimer = nil
        let model = request.query.first { $0.name == "model" || $0.name == "deployment" }?.value
        if modelSessions <= 20 {
            onNews("the bridge connects to the model\(model.map { " (\($0))" } ?? "")")
        }
        if case .modelOnly = plan.entrance {
            observe(
                ObservationKind.call,
                [
                    "call": JSON(number), "connection": .null, "models": ["m\(number)"], "front": ["kind": "none"],
                ])
        }
    }

    /// What the mock says and does to this client.
    private func part(ofSession number: Int, _ request: HTTPRequestHead) -> MockService.Part? {
        // Without a caller every connection is a call of its own, or all of them are one: nobody knows.
        guard !placed.isEmpty else { return nil }
        let role = casting.began(number, request)
        loop.later { [weak self] in self?.placeMore() }
        guard plan.parts.indices.contains(role.call - 1) else {
            return service.map { .init(plan: plan.scenario.model, speech: $0.options.speech, session: role.session) }
        }
        let part = plan.parts[role.call - 1]
        return .init(plan: part.model, speech: part.speech, session: role.session)
    }

    private func sessionEnded(_ number: Int) {
        casting.ended(number)
        guard service?.openSessions == 0 else { return }
        switch phase {
        case .lingering: leave()
        case .calling:
            guard case .modelOnly = plan.entrance else { return }
            // Programs that reconnect do it soon.
            after(.seconds(2)) { run in
                if run.phase == .calling, run.service?.openSessions == 0 { run.end("the model connection was closed") }
            }
        case .idle, .waiting, .leaving, .done: break
        }
    }

    /// A call's stream is open: the bridge has so long to find the model.
    func expectModel() {
        guard modelSessions == 0, modelTimer == nil else { return }
        modelTimer = after(plan.patience.model) { run in
            guard run.modelSessions == 0 else { return }
            run.failure = run.neverReachedModel
            run.hangUp("the bridge did not connect to the model within \(run.plan.patience.model.shortWords)")
        }
    }

    // MARK: Ending

    /// Callers who wait may go on: with the next thing, or, nil, with all that is left.
    package func step(_ count: Int?) {
        if count == nil { plan.isStepped = false }
        for leg in legs { leg.step(count) }
    }

    private static let interrupted = "the run was interrupted"

    /// Ctrl-C: the callers hang up, and what there is will be judged. Asked a second time it ends at once.
    package func interrupt() {
        if phase == .leaving { program?.kill() }
        if phase == .lingering { return leave() }
        hangUp(Self.interrupted)
    }

    func hangUp(_ reason: String) {
        guard phase == .waiting || phase == .calling else { return }
        callsToCome = 0
        let open = legs.filter { !$0.isFinished }
        for webhook in webhooks.values { webhook.cancel() }
        let asked = webhooks.count
        webhooks = [:]
        callsOpen -= asked
        lastReason = reason
        guard !open.isEmpty else { return end(reason) }
        for leg in open { leg.hangUp(reason) }
    }

    func giveUp(_ message: String, _ hint: String?) {
        failure = Failure(message: message, hint: hint)
        end(message)
    }

    /// The calls are over, or there will be none.
    func end(_ reason: String) {
        guard phase == .waiting || phase == .calling else { return }
        if phase == .calling, modelSessions == 0, failure == nil, lastReason != Self.interrupted {
            failure = neverReachedModel
        }
        lastReason = reason
        portWatch?.cancel()
        phase = .lingering
        guard let service, service.openSessions > 0 else { return leave() }
        after(plan.patience.modelEnd) { run in
            guard run.phase == .lingering else { return }
            for name in run.service?.openNames ?? [] {
                run.observe(
                    ObservationKind.waited,
                    [
                        "for": "close", "seconds": .number(run.plan.patience.modelEnd.seconds),
                        "connection": .string(name),
                    ])
            }
            run.leave()
        }
    }

    private func leave() {
        guard phase == .lingering else { return }
        // The connections of a program that crashes are gone a moment before it is.
        if let program, program.end == nil, !hasAwaitedExit {
            hasAwaitedExit = true
            after(.milliseconds(300)) { $0.leave() }
            return
        }
        phase = .leaving
        // What happens from here on is our own doing.
        log.isQuiet = true
        for timer in timers { timer.cancel() }
        timers = []
        guard let program, !program.isGone else { return finish() }
        program.onGone = { [self] in finish() }
        program.stop()
    }

    private func finish() {
        guard phase == .leaving, let completion else { return }
        phase = .done
        self.completion = nil
        writeProgram()
        writeHarness()
        observe(ObservationKind.ended, ["reason": .string(lastReason)])
        log.finish()
        service?.stop()
        interception?.remove()
        completion(Outcome(reason: lastReason, failure: failure))
    }

    private func writeHarness() {
        guard !legs.isEmpty else { return }
        let lateness = legs.reduce(into: Punctuality()) { $0.add($1.punctuality) }
        observe(
            ObservationKind.harness,
            [
                "lateP99Ms": JSON(lateness.p99), "lateMaxMs": lateness.latest.measuredMilliseconds,
                "frames": JSON(lateness.frames), "calls": JSON(legs.count), "peakCalls": JSON(peakCalls),
            ])
    }
}

extension BridgeRunPlan {
    /// Where the bridge listens.
    var bridgePort: Endpoint {
        get throws(TransportError) {
            switch entrance {
            case .stream(let url), .plain(let url, _): try Endpoint(url: url, schemes: ["ws": false, "wss": true])
            case .webhook(let webhook): webhook
            case .modelOnly: throw .badURL("", reason: "there is no caller")
            }
        }
    }
}

extension Duration {
    /// `250 ms`, `5.2 s`
    var shortWords: String {
        milliseconds < 1_000
            ? "\(Int(milliseconds.rounded())) ms" : "\((seconds * 10).rounded() / 10) s".replacingSuffix(".0 s", " s")
    }
}

extension String {
    fileprivate func replacingSuffix(_ suffix: String, _ other: String) -> String {
        hasSuffix(suffix) ? dropLast(suffix.count) + other : self
    }
}

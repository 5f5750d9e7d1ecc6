import CallCapture
import JSONText
package import ModelMock
import RealtimeProtocol
package import Scenarios
package import Transport
package import WebSocketWire

/// The mock on a real port: one engine a connection, small REST endpoints beside it.
package final class MockService {
    package struct Options {
        package var server = WebSocketServer.Options()
        package var settings: MockSettings
        package var scenario: Scenario
        package var speech: SharedSpeech
        /// ISO 8601, when the service was started; for the header of captures.
        package var started: String
        /// What one session has of a plan; nil: all of them have the scenario's.
        package var cast: ((_ number: Int, HTTPRequestHead) -> Part)?
        /// Called when a session has ended and was judged.
        package var onSessionEnd: (SessionEnd) -> Void = { _ in }
        /// Called with each session's request, before it is answered.
        package var onSessionBegin: (_ number: Int, HTTPRequestHead) -> Void = { _, _ in }
        /// Takes the lines of one capture with all sessions in it.
        package var capture: ((UnsafeRawBufferPointer) -> Void)?
        /// The run that the service is a part of: its clock, and its capture in the place of one of the service's own.
        package var run: (log: CaptureLog, clock: RunClock)?
        /// What a client did before it was one: a TLS handshake that failed, a malformed request.
        package var onMishap: (_ peerAddress: String, _ what: String) -> Void = { _, _ in }
        /// Judging costs time; a load test does without.
        package var judges = true
        /// Who may look into it and steer it; nil: nobody, and nothing is kept for it.
        package var control: ControlAccess?
        /// Where sessions get their scenarios; nil: all get `scenario`.
        package var shelf: ScenarioShelf?
        /// Times real time at which sessions live, where there is no run.
        package var rate = 1.0
        /// With TLS, for the faults of a scenario's door.
        package var certificates: MockCertificates?

        package init(settings: MockSettings, scenario: Scenario, speech: SharedSpeech, started: String) {
            self.settings = settings
            self.scenario = scenario
            self.speech = speech
            self.started = started
            // An append may hold 15 MiB of audio, which are 20 MiB of base64. Realtime reference, 1.5.
            server.maxMessageSize = 21 << 20
        }
    }

    /// One session's own.
    package struct Part {
        package var plan: ModelPlan
        package var speech: SharedSpeech
        /// Which of the call's connections to the model it is, from 1.
        package var session: Int

        package init(plan: ModelPlan, speech: SharedSpeech, session: Int) {
            self.plan = plan
            self.speech = speech
            self.session = session
        }
    }

    let loop: EventLoop
    let options: Options
    let deadlines: DeadlineQueue
    /// All sessions in one capture; nil when nobody wants to keep it.
    let log: CaptureLog?
    let clock: RunClock
    private var servers: [WebSocketServer] = []
    private var sessions: [Int: MockSession] = [:]
    private var sessionsSoFar = 0
    /// For the control API; the oldest goes first.
    private var ended: [MockSession] = []
    /// Sessions up to this one were forgotten.
    private var forgotten = 0
    private var desk: RESTDesk
    let shelf: ScenarioShelf
    let tapes = TapeBudget()
    /// Nil without a control API.
    let journal: MockJournal?
    private var doors: DoorBook
    private var connections = 0
    /// Connections before the door's scenario was given.
    private var doorOffset = 0

    package init(_ loop: EventLoop, options: Options) throws(TransportError) {
        self.loop = loop
        self.options = options
        clock = options.run?.clock ?? RunClock(loop, rate: options.rate)
        deadlines = DeadlineQueue(loop, clock)
        shelf = options.shelf ?? ScenarioShelf(always: options.scenario)
        log =
            options.run?.log
            ?? options.capture.map { CaptureLog(header: Self.header(options, options.scenario.id), write: $0) }
        desk = RESTDesk(settings: options.settings)
        journal = options.control == nil ? nil : MockJournal()
        doors = DoorBook(options.scenario.model.door, seed: options.settings.seed)
        try listen(options.server)
        closeBeforeNext()
    }

    /// The first port.
    package var port: Int { servers.first?.port ?? 0 }

    /// Another port for the same sessions, with TLS perhaps.
    ///
    /// - Returns: the port that is really bound.
    @discardableResult
    package func listen(_ door: WebSocketServer.Options) throws(TransportError) -> Int {
        var door = door
        door.maxMessageSize = options.server.maxMessageSize
        let server = try WebSocketServer(loop, options: door) { [weak self] in self?.answer($0) }
        server.onMishap = options.onMishap
        server.onConnection = { [weak self] in self?.receive($0) ?? Reception() }
        servers.append(server)
        return server.port
    }

    /// Sessions that are open now.
    package var openSessions: Int { sessions.count }
    /// Their connections, as captures name them.
    var openNames: [String] { sessions.keys.sorted().map { "m\($0)" } }

    /// `ws://127.0.0.1:50123/v1/realtime`
    package var url: String {
        let host = options.server.host.contains(":") ? "[\(options.server.host)]" : options.server.host
        return "\(options.server.tls == nil ? "ws" : "wss")://\(host):\(port)\(options.settings.profile.path)"
    }

    /// The clock of captures: since the service, or the run that it is a part of, was started.
    var now: Duration { clock.now }

    static func header(_ options: Options, _ scenario: String) -> CaptureHeader {
        CaptureHeader(
            id: "mock-\(options.settings.unixTime)", started: options.started, tool: Tool.name, command: "mock",
            settings: ["scenario": .string(scenario), "seed": .init(Int(clamping: options.settings.seed))])
    }

    /// No new sessions; those that run are closed with 1001 and judged, and the capture gets its footer.
    package func stop() {
        let reason = "the server is shutting down"
        for server in servers { server.close(code: 1001, reason: reason) }
        for (_, session) in sessions.sorted(by: { $0.key < $1.key }) { session.shutDown(code: 1001, reason: reason) }
        if options.run == nil { log?.finish() }
    }

    private func answer(_ request: IncomingRequest) {
        switch request.kind {
        case .webSocket where MockService.isRealtime(request.head.path): begin(request)
        case .webSocket: request.respond(.error(404, "Invalid URL (GET \(request.head.path))"))
        case .brokenUpgrade(let refusal): request.respond(refusal.response)
        case .plain where MockService.isRealtime(request.head.path) && request.head.method == "GET":
            request.respond(.webSocketNeeded)
        case .plain: request.respond(plain(request))
        }
    }

    /// Gateways and Azure put the same endpoint under other prefixes.
    private static func isRealtime(_ path: String) -> Bool {
        ["/realtime", "/realtime/", "/realtime/translations"].contains { path.hasSuffix($0) }
    }

    private func begin(_ request: IncomingRequest) {
        let asked = SessionRequest(request.head)
        let scenario: Scenario
        do throws(FixtureError) {
            // In a run everybody gets the run's: a bridge may have a `scenario` of its own in its URL.
            let wanted = options.run == nil ? asked.query("scenario") ?? asked.headers["X-Mock-Scenario"] : nil
            scenario = try shelf.scenario(wanted)
        } catch {
            journal?.request(request.head, status: 404, at: now)
            return request.respond(.complaint(404, error.message, hint: error.hint))
        }
        sessionsSoFar += 1
        let number = sessionsSoFar
        options.onSessionBegin(number, request.head)
        let opening = desk.opening(asked, options.settings, at: now)
        let session = MockSession(
            number: number, service: self, request: request.head, asked: opening.request, settings: opening.settings,
            scenario: scenario)
        sessions[number] = session
        session.begin(request) { [weak self] end in
            guard let self else { return }
            if let session = sessions.removeValue(forKey: number) { keep(session) }
            if let end { options.onSessionEnd(end) }
        }
    }

    private func plain(_ request: IncomingRequest) -> HTTPResponse {
        let asked = HTTPRequest(request.head, body: request.body)
        if let control = options.control, request.head.path.hasPrefix(ControlDesk.prefix) {
            return control.refusal(of: request.head, from: request.peerAddress)
                ?? ControlDesk(service: self).answer(asked)
        }
        let answer: HTTPResponse
        if request.head.path == "/healthz", ["GET", "HEAD"].contains(request.head.method) {
            answer = .json(
                200,
                ["status": "ok", "scenario": .string(shelf.standard.id), "sessions": .init(sessions.count)])
        } else {
            let era = shelf.standard.model.era.flatMap(Era.init(rawValue:))
            answer = desk.answer(asked, era: era, at: now)
        }
        journal?.request(request.head, status: answer.head.status, at: now)
        return answer
    }

    // MARK: Control

    /// Sessions that run, and the latest that have ended, in order.
    var records: [MockSession] { (ended + sessions.values).sorted { $0.number < $1.number } }

    /// - Parameter name: `m3`, `3`, or `last`.
    func record(_ name: String) -> MockSession? {
        if name == "last" { return records.last }
        return records.first { $0.name == name || $0.name == "m\(name)" }
    }

    private static let mostEnded = 200

    private func keep(_ session: MockSession) {
        guard options.control != nil, session.number > forgotten else { return }
        ended.append(session)
        // Those that run need the room more.
        while ended.count > Self.mostEnded || (tapes.used > SessionTape.mostOfAll / 2 && !ended.isEmpty) {
            ended.removeFirst()
        }
    }

    /// For sessions that begin from now on; its door begins to count anew.
    func give(_ scenario: Scenario?) {
        shelf.give(scenario)
        doors = DoorBook(shelf.standard.model.door, seed: options.settings.seed)
        doorOffset = connections
        journal?.note("sessions begin with \(shelf.standard.id) from now on", at: now)
        closeBeforeNext()
    }

    /// As when the service was started: no sessions, no tapes, no keys, no journal, its own scenario. Numbers go on.
    func reset() {
        for session in sessions.values { session.close(code: 1001, reason: "the mock was reset") }
        ended = []
        forgotten = sessionsSoFar
        desk.reset()
        journal?.reset()
        give(nil)
    }

    // MARK: The door

    /// What a scenario has happen to connections, and what a server does about it.
    private func receive(_ number: Int) -> Reception {
        connections += 1
        var reception = Reception()
        for fault in doors.faults(on: connections - doorOffset) {
            switch fault {
            case .silent: reception.isSilent = true
            case .slow(let rate): reception.bytesPerSecond = rate
            case .resetAt(let bytes): reception.resetAt = bytes
            case .expiredCertificate: reception.certificate = options.certificates?.expired
            case .wrongNameCertificate: reception.certificate = options.certificates?.wrongName
            case .refuse: break
            }
        }
        if reception != Reception() {
            journal?.note("connection \(number) is received with a fault of the scenario's door", at: now)
        }
        closeBeforeNext()
        return reception
    }

    private func closeBeforeNext() {
        guard let closure = doors.closure(before: connections - doorOffset + 1) else { return }
        journal?.note("the port is closed", at: now)
        // What was accepted in the same turn is in.
        for server in servers { server.pause(closure / clock.rate) }
    }
}

extension HTTPResponse {
    /// To somebody who opens the address of the socket with a browser or with curl.
    static var webSocketNeeded: HTTPResponse {
        var response = HTTPResponse.error(426, "this is a WebSocket: open it with a Realtime client")
        response.head.headers.append("Upgrade", "websocket")
        response.head.headers.append("Connection", "Upgrade")
        return response
    }
}

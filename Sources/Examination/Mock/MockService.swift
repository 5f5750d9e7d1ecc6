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

        package init(settings: MockSettings, scenario: Scenario, speech: SharedSpeech, started: String) {
            self.settings = settings
            self.scenario = scenario
            self.speech = speech
            self.started = started
            // An append may hold 15 MiB of audio, which are 20 MiB of base64. Realtime reference, 1.5.
            server.maxMessageSize = 21 << 20
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

    package init(_ loop: EventLoop, options: Options) throws(TransportError) {
        self.loop = loop
        self.options = options
        deadlines = DeadlineQueue(loop)
        clock = options.run?.clock ?? RunClock(loop)
        log = options.run?.log ?? options.capture.map { CaptureLog(header: Self.header(options), write: $0) }
        try listen(options.server)
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

    static func header(_ options: Options) -> CaptureHeader {
        CaptureHeader(
            id: "mock-\(options.settings.unixTime)", started: options.started, tool: Tool.name, command: "mock",
            settings: ["scenario": .string(options.scenario.id), "seed": .init(Int(clamping: options.settings.seed))])
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
        case .webSocket: request.respond(.error(404, "there is no WebSocket at \(request.head.path); use /v1/realtime"))
        case .brokenUpgrade(let refusal): request.respond(refusal.response)
        case .plain where MockService.isRealtime(request.head.path) && request.head.method == "GET":
            request.respond(.webSocketNeeded)
        case .plain: request.respond(plain(request.head))
        }
    }

    /// Gateways and Azure put the same endpoint under other prefixes.
    private static func isRealtime(_ path: String) -> Bool {
        ["/realtime", "/realtime/", "/realtime/translations"].contains { path.hasSuffix($0) }
    }

    private func begin(_ request: IncomingRequest) {
        sessionsSoFar += 1
        let number = sessionsSoFar
        options.onSessionBegin(number, request.head)
        let session = MockSession(number: number, service: self, request: request.head)
        sessions[number] = session
        session.begin(request) { [weak self] end in
            self?.sessions[number] = nil
            if let end { self?.options.onSessionEnd(end) }
        }
    }

    private func plain(_ head: HTTPRequestHead) -> HTTPResponse {
        // Load balancers ask with HEAD; the body is left out further down.
        switch (head.method == "HEAD" ? "GET" : head.method, head.path) {
        case ("GET", "/healthz"):
            .json(200, ["status": "ok", "scenario": .string(options.scenario.id), "sessions": .init(sessions.count)])
        case ("GET", "/v1/models"):
            .json(
                200,
                [
                    "object": "list",
                    "data": .array(ModelRegistry.models.map { ["id": .string($0.name), "object": "model"] }),
                ])
        case ("GET", _), ("POST", _): .error(404, "there is nothing at \(head.path)")
        default: .error(405, "only GET, HEAD and POST are answered here")
        }
    }
}

extension HTTPResponse {
    static func json(_ status: Int, _ value: JSON) -> HTTPResponse {
        HTTPResponse(status: status, text: value.text, contentType: "application/json")
    }

    /// To somebody who opens the address of the socket with a browser or with curl.
    static var webSocketNeeded: HTTPResponse {
        var response = HTTPResponse.error(426, "this is a WebSocket: open it with a Realtime client")
        response.head.headers.append("Upgrade", "websocket")
        response.head.headers.append("Connection", "Upgrade")
        return response
    }

    /// The error object of the REST endpoints.
    static func error(_ status: Int, _ message: String) -> HTTPResponse {
        .json(
            status,
            ["error": ["message": .string(message), "type": "invalid_request_error", "param": nil, "code": nil]])
    }
}

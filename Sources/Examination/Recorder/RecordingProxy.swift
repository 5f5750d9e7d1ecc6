package import CallCapture
import JSONText
package import Transport
import WebSocketWire

/// Stands between a client and its server on a real port, a bridge and the model or a carrier and the bridge: passes everything on,
/// and has what passed written down.
package final class RecordingProxy {
    package struct Options {
        package var server = WebSocketServer.Options()
        package var connection: ConnectionOptions
        package var upstream: UpstreamRoute
        package var leg = Leg.model
        /// A connection or a request has ended: perhaps the last one.
        package var onIdle: () -> Void = {}

        package init(upstream: UpstreamRoute, connection: ConnectionOptions) {
            self.upstream = upstream
            self.connection = connection
            // An append may hold 15 MiB of audio, which are 20 MiB of base64. Realtime reference, 1.5.
            server.maxMessageSize = 21 << 20
            self.connection.maxMessageSize = 21 << 20
            // A request for a transcript may hold a recording.
            server.maxBodySize = 64 << 20
        }
    }

    let loop: EventLoop
    let options: Options
    let tape: RecordingTape
    private var servers: [WebSocketServer] = []
    private var connections: [Int: RecordedConnection] = [:]
    private var requests: [Int: PlainExchange] = [:]
    private var connectionsSoFar = 0
    private var requestsSoFar = 0
    /// What a client did before it was one: its TLS did not like ours, it sent something else than HTTP.
    package var onMishap: (_ peerAddress: String, _ what: String) -> Void = { _, _ in }

    package init(_ loop: EventLoop, options: Options, tape: RecordingTape) throws(TransportError) {
        self.loop = loop
        self.options = options
        self.tape = tape
        try listen(options.server)
    }

    /// Another port for the same upstream, with TLS perhaps.
    ///
    /// - Returns: The port that is really bound.
    @discardableResult
    package func listen(_ door: WebSocketServer.Options) throws(TransportError) -> Int {
        var door = door
        door.maxMessageSize = options.server.maxMessageSize
        door.maxBodySize = options.server.maxBodySize
        let server = try WebSocketServer(loop, options: door) { [weak self] in self?.answer($0) }
        server.onMishap = { [weak self] in self?.onMishap($0, $1) }
        servers.append(server)
        return server.port
    }

    /// The first port.
    package var port: Int { servers.first?.port ?? 0 }

    /// What a client is to be given instead of the upstream: `ws://127.0.0.1:9000/v1/realtime`.
    package var url: String { url(scheme: options.server.tls == nil ? "ws" : "wss") + options.upstream.path }

    /// `http://127.0.0.1:9000`
    package var httpURL: String { url(scheme: options.server.tls == nil ? "http" : "https") }

    private func url(scheme: String) -> String {
        let host = options.server.host.contains(":") ? "[\(options.server.host)]" : options.server.host
        return "\(scheme)://\(host):\(port)"
    }

    /// Connections and requests that are open.
    package var openCount: Int { connections.count + requests.count }

    /// No new connections; those that are open go on.
    package func stopListening() {
        for server in servers { server.stopListening() }
    }

    /// Those that are open are recorded as far as they came, and closed with 1001 on both sides.
    package func stop() {
        for (_, connection) in connections.sorted(by: { $0.key < $1.key }) { connection.shutDown() }
        for request in requests.values { request.cancel() }
        for server in servers { server.close(code: 1001, reason: "the recorder is shutting down") }
    }

    private func answer(_ request: IncomingRequest) {
        switch request.kind {
        case .webSocket: begin(request)
        case .brokenUpgrade(let refusal):
            tape.observe(
                nil, ObservationKind.http,
                [
                    "leg": .string(options.leg.rawValue), "request": .string(request.head.requestLine),
                    "status": JSON(refusal.response.head.status), "error": .string("\(refusal)"),
                ])
            request.respond(refusal.response)
        case .plain: pass(request)
        }
    }

    private func begin(_ request: IncomingRequest) {
        connectionsSoFar += 1
        let number = connectionsSoFar
        let connection = RecordedConnection(number: number, proxy: self, request: request)
        connections[number] = connection
        connection.begin { [weak self] in
            self?.connections[number] = nil
            self?.options.onIdle()
        }
    }

    private func pass(_ request: IncomingRequest) {
        requestsSoFar += 1
        let number = requestsSoFar
        requests[number] = PlainExchange(proxy: self, request: request) { [weak self] in
            self?.requests[number] = nil
            self?.options.onIdle()
        }
    }
}

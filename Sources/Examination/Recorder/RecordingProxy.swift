package import CallCapture
import JSONText
package import Transport
import WebSocketWire

/// Stands between a bridge and the model on a real port: passes everything on, and writes down what passed.
/// One route of one leg; several can share a capture and its clock.
package final class RecordingProxy {
    package struct Options {
        package var server = WebSocketServer.Options()
        package var connection: ConnectionOptions
        package var upstream: UpstreamRoute
        package var leg = Leg.model
        package var onSessionOpen: (SessionOpening) -> Void = { _ in }
        /// Called when a session has ended and was judged.
        package var onSessionEnd: (SessionEnd) -> Void = { _ in }

        package init(upstream: UpstreamRoute, connection: ConnectionOptions) {
            self.upstream = upstream
            self.connection = connection
            // What a client compresses is its business with us; the messages are the same.
            server.acceptsDeflate = false
            // An append may hold 15 MiB of audio, which are 20 MiB of base64. Realtime reference, 1.5.
            server.maxMessageSize = 21 << 20
            self.connection.maxMessageSize = 21 << 20
        }
    }

    package struct SessionOpening: Sendable, Equatable {
        package var number: Int
        package var model: String?
        package var peerAddress: String

        /// `session 1, gpt-realtime: opened by 127.0.0.1:50312`
        package var line: String { "session \(number)\(model.map { ", \($0)" } ?? ""): opened by \(peerAddress)" }
    }

    let loop: EventLoop
    let options: Options
    let log: CaptureLog
    private let began: Duration
    private var server: WebSocketServer?
    private var connections: [Int: RecordedConnection] = [:]
    private var connectionsSoFar = 0

    /// - Parameters:
    ///   - log: Ended by whoever made it, after `stop`.
    ///   - began: Zero of the capture's clock, on the loop's.
    package init(_ loop: EventLoop, options: Options, log: CaptureLog, began: Duration) throws(TransportError) {
        self.loop = loop
        self.options = options
        self.log = log
        self.began = began
        server = try WebSocketServer(loop, options: options.server) { [weak self] in self?.answer($0) }
    }

    package static func header(id: String, started: String, upstream: UpstreamRoute) -> CaptureHeader {
        CaptureHeader(
            id: id, started: started, tool: Tool.name, command: "record",
            settings: ["upstream": .string(upstream.shown)])
    }

    package var port: Int { server?.port ?? 0 }

    /// What a client is to be given instead of the upstream: `ws://127.0.0.1:9000/v1/realtime`.
    package var url: String {
        let host = options.server.host.contains(":") ? "[\(options.server.host)]" : options.server.host
        return "ws://\(host):\(port)\(options.upstream.path)"
    }

    var now: Duration { loop.now - began }

    /// No new connections; those that are open are judged as far as they came, and closed with 1001 on both sides.
    package func stop() {
        for (_, connection) in connections.sorted(by: { $0.key < $1.key }) { connection.shutDown() }
        server?.close(code: 1001, reason: "the recorder is shutting down")
    }

    private func answer(_ request: IncomingRequest) {
        switch request.kind {
        case .webSocket: begin(request)
        case .brokenUpgrade(let refusal): request.respond(refusal.response)
        case .plain: request.respond(.webSocketNeeded)
        }
    }

    private func begin(_ request: IncomingRequest) {
        connectionsSoFar += 1
        let number = connectionsSoFar
        let connection = RecordedConnection(number: number, proxy: self, request: request)
        connections[number] = connection
        connection.begin { [weak self] in self?.connections[number] = nil }
    }
}

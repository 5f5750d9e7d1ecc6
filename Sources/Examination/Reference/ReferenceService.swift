package import ReferenceBridge
package import Transport
import WebSocketWire

/// The reference bridge on a real port: a webhook that names its stream, and a machine for each call that comes in on it.
package final class ReferenceService {
    package struct Options {
        package var server = WebSocketServer.Options()
        /// ws:// or wss://, without a query.
        package var modelURL: String
        package var connection = ConnectionOptions()
        package var bridges: BridgeFactory
        /// What a person running it would read.
        package var onLog: (String) -> Void = { _ in }
        /// Of the run that it is a part of; nil: real time since it was started.
        package var clock: RunClock?

        package init(modelURL: String, bridges: BridgeFactory) {
            self.modelURL = modelURL
            self.bridges = bridges
        }
    }

    let loop: EventLoop
    package var options: Options
    let clock: RunClock
    let deadlines: DeadlineQueue
    private var server: WebSocketServer?
    private var lines: [Int: ReferenceLine] = [:]
    private var calls = 0

    package init(_ loop: EventLoop, options: Options) throws(TransportError) {
        self.loop = loop
        self.options = options
        clock = options.clock ?? RunClock(loop)
        deadlines = DeadlineQueue(loop, clock)
        server = try WebSocketServer(loop, options: options.server) { [weak self] in self?.answer($0) }
    }

    package var port: Int { server?.port ?? 0 }

    /// No new calls; those that go on are closed on both legs.
    package func stop() {
        server?.close(code: 1001, reason: "the bridge is shutting down")
        for line in lines.values { line.shutDown() }
        lines = [:]
    }

    private func answer(_ request: IncomingRequest) {
        switch (request.kind, request.head.path) {
        case (.webSocket, IncomingCall.streamPath):
            calls += 1
            let number = calls
            let line = ReferenceLine(number, self) { [weak self] in self?.lines[number] = nil }
            lines[number] = line
            line.begin(request)
        case (.brokenUpgrade(let refusal), _): request.respond(refusal.response)
        case (.plain, IncomingCall.webhookPath):
            let twiml = options.bridges.twiml(host: request.head.headers["Host"] ?? "localhost")
            request.respond(HTTPResponse(status: 200, text: twiml, contentType: "text/xml"))
        default: request.respond(HTTPResponse(status: 404, text: "there is nothing at \(request.head.path)\n"))
        }
    }
}

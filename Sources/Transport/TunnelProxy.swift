// An HTTP proxy for CONNECT: most tunnels go where they are asked to go, some end at a port of ours instead.

import WebSocketWire

package final class TunnelProxy {
    /// `host:port` of each tunnel and whether it ended at ours.
    package var onTunnel: (_ target: String, _ isOurs: Bool) -> Void = { _, _ in }

    private let loop: EventLoop
    private let redirected: Set<String>
    private let target: Endpoint
    private let options: ConnectionOptions
    private var server: WebSocketServer?

    /// - Parameters:
    ///   - redirected: Host names, lower case, whose port 443 ends at `target`.
    ///   - options: For all other tunnels; its environment may name a proxy that comes after this one.
    package init(
        _ loop: EventLoop, redirecting redirected: [String], to target: Endpoint, options: ConnectionOptions
    ) throws(TransportError) {
        self.loop = loop
        self.redirected = Set(redirected.map { $0.lowercased() })
        self.target = target
        self.options = options
        server = try WebSocketServer(loop) { [weak self] in self?.answer($0) }
    }

    package var port: Int { server?.port ?? 0 }

    package func stop() {
        server?.close()
        server = nil
    }

    private func answer(_ request: IncomingRequest) {
        guard request.head.method == "CONNECT" else {
            return request.respond(
                HTTPResponse(status: 405, headers: ["Allow": "CONNECT"], text: "this proxy makes tunnels only\n"))
        }
        guard let asked = try? Endpoint(url: "http://\(request.head.target)/") else {
            return request.respond(HTTPResponse(status: 400, text: "CONNECT wants host:port\n"))
        }
        let isOurs = redirected.contains(asked.host.lowercased()) && asked.port == 443
        onTunnel(request.head.target, isOurs)
        let dialer = Dialer(
            isOurs ? target : asked, options: isOurs ? ConnectionOptions() : options, loop: loop, progress: { _ in }
        ) { result in
            switch result {
            case .success(let far): TunnelProxy.join(request, far)
            case .failure(let error):
                request.respond(HTTPResponse(status: 502, text: "\(error.explanation.message)\n"))
            }
        }
        dialer.start()
    }

    private static func join(_ request: IncomingRequest, _ far: ByteStream) {
        guard let (near, remainder) = request.takeOver() else { return far.close() }
        near.write(Array("HTTP/1.1 200 Connection established\r\n\r\n".utf8))
        far.write(remainder)
        pass(near, far)
        pass(far, near)
        near.startReading()
        far.startReading()
    }

    /// One direction. A reader that is slow holds the other side up, so that nothing is heaped here.
    private static func pass(_ from: ByteStream, _ to: ByteStream) {
        from.arrived = { arrival in
            switch arrival {
            case .bytes(let bytes):
                to.write(bytes)
                if to.bytesQueued > 1 << 20 { from.stopReading() }
            case .end: to.finish()
            case .failure: to.close()
            }
        }
        to.drained = { [weak from] in from?.startReading() }
    }
}

// Opens a WebSocket as a client, and tells on the way what it learns.

package import WebSocketWire

package enum WebSocketClient {
    /// Connects; `completion` is called exactly once, on the loop, never before this returns.
    ///
    /// - Parameters:
    ///   - url: ws:// or wss://.
    ///   - headers: Beside those that the handshake needs; one of those here replaces ours.
    ///   - subprotocols: Offered in this order.
    ///   - progress: Facts in order, before `completion`.
    @discardableResult
    package static func connect(
        _ url: String, headers: HTTPHeaders = [:], subprotocols: [String] = [], options: ConnectionOptions,
        loop: EventLoop, progress: @escaping (ConnectionFact) -> Void = { _ in },
        completion: @escaping (Result<WebSocketChannel, TransportError>) -> Void
    ) -> ConnectionAttempt {
        ClientConnection.open(
            url, schemes: ["ws": false, "wss": true], phase: .upgrade, options: options, loop: loop, progress: progress,
            completion: completion
        ) { endpoint in
            let request = UpgradeRequest(
                host: endpoint.authority, target: endpoint.target, nonce: Surroundings.randomBytes(16),
                headers: headers,
                subprotocols: subprotocols, deflate: options.offersDeflate ? DeflateParameters() : nil)
            return (
                HTTPRequest(request.head),
                { answer, stream, took in
                    finish(request, answer, stream, endpoint, options, took, progress)
                }
            )
        }
    }

    private static func finish(
        _ request: UpgradeRequest, _ answer: ClientExchange.Answer, _ stream: ByteStream, _ endpoint: Endpoint,
        _ options: ConnectionOptions, _ took: Duration, _ progress: (ConnectionFact) -> Void
    ) -> ClientConnection.Outcome<WebSocketChannel> {
        var exchange = HTTPExchange(request: request.head, response: answer.response)
        exchange.response?.body = Array(answer.response.body.prefix(64 << 10))
        do throws(UpgradeError) {
            let granted = try request.check(answer.response.head)
            progress(.upgrade(exchange, error: nil, took: took))
            let masks = MaskKeys()
            let channel = WebSocketChannel(
                stream, role: .client(maskKey: { masks.next() }), handshake: exchange, subprotocol: granted.subprotocol,
                deflate: granted.deflate, maxMessageSize: options.maxMessageSize, maxQueued: options.maxQueued)
            return ClientConnection.Outcome(.success(channel)) { channel.start(with: answer.remainder) }
        } catch {
            progress(.upgrade(exchange, error: error.description, took: took))
            stream.finish()
            guard case .status(let status, _) = error else {
                return ClientConnection.Outcome(
                    .failure(.badUpgrade(host: endpoint.hostAndPort, reason: error.description)))
            }
            let body = String(decoding: exchange.response?.body ?? [], as: UTF8.self)
            return ClientConnection.Outcome(.failure(.upgradeRefused(status: status, body: body)))
        }
    }
}

/// Unpredictable keys, drawn by the kilobyte, for one call of the kernel per frame would be the dearest part of a frame.
private final class MaskKeys {
    private var pool: [UInt8] = []
    private var used = 0

    func next() -> UInt32 {
        if used + 4 > pool.count {
            pool = Surroundings.randomBytes(1024)
            used = 0
        }
        defer { used += 4 }
        return pool[used..<used + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
}

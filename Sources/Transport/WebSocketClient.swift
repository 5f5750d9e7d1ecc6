// Opens a WebSocket as a client, and tells on the way what it learns.

package import WebSocketWire

package enum WebSocketClient {
    /// Connects; `completion` is called exactly once, on the loop, never before this returns.
    ///
    /// - Parameters:
    ///   - url: ws:// or wss://.
    ///   - headers: Beside those that the protocol needs; a Host header here replaces ours.
    ///   - subprotocols: Offered in this order.
    ///   - progress: Facts in order, before `completion`.
    @discardableResult
    package static func connect(
        _ url: String, headers: HTTPHeaders = [:], subprotocols: [String] = [], options: ConnectionOptions,
        loop: EventLoop,
        progress: @escaping (ConnectionFact) -> Void = { _ in },
        completion: @escaping (Result<WebSocketChannel, TransportError>) -> Void
    ) -> ConnectionAttempt {
        loop.later { completion(.failure(.cancelled)) }
        return ConnectionAttempt()
    }
}

/// A connection on its way.
package final class ConnectionAttempt {
    /// Gives up; the completion is called with `cancelled`, unless it was called already.
    package func cancel() {}
}

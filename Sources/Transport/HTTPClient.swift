// One small HTTP request with TLS, proxy and time-outs: enough for GET /v1/models.

package import WebSocketWire

package enum HTTPClient {
    /// Sends one request on a connection of its own; `completion` is called exactly once, on the loop, never before this
    /// returns.
    ///
    /// Any status is a success here. Redirects are not followed. A body above 1 MiB is left out.
    /// - Parameters:
    ///   - url: http:// or https://.
    ///   - headers: Beside Host, Accept and Connection; one of those here replaces ours.
    @discardableResult
    package static func request(
        _ method: String = "GET", _ url: String, headers: HTTPHeaders = [:], body: [UInt8] = [],
        options: ConnectionOptions, loop: EventLoop, progress: @escaping (ConnectionFact) -> Void = { _ in },
        completion: @escaping (Result<HTTPExchange, TransportError>) -> Void
    ) -> ConnectionAttempt {
        ClientConnection.open(
            url, schemes: ["http": false, "https": true], phase: .response, options: options, loop: loop,
            progress: progress, completion: completion
        ) { endpoint in
            var all: HTTPHeaders = ["Host": endpoint.authority, "Accept": "*/*", "Connection": "close"]
            for field in headers.fields { all.remove(field.name) }
            all.append(contentsOf: headers)
            let head = HTTPRequestHead(method: method, target: endpoint.target, headers: all)
            return (
                HTTPRequest(head, body: body),
                { answer, stream, took in
                    stream.finish()
                    let exchange = HTTPExchange(request: head, response: answer.response)
                    progress(.response(exchange, error: nil, took: took))
                    return ClientConnection.Outcome(.success(exchange))
                }
            )
        }
    }
}

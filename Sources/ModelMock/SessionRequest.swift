package import WebSocketWire

/// What a client asked for in its HTTP upgrade: all that decides which session it gets.
package struct SessionRequest: Sendable {
    /// `/v1/realtime`, without the query.
    package var path: String
    /// Decoded, in order.
    package var query: [(name: String, value: String)]
    package var headers: HTTPHeaders
    /// In the client's order of preference.
    package var subprotocols: [String]

    package init(
        path: String = "/v1/realtime", query: [(name: String, value: String)] = [], headers: HTTPHeaders = [:],
        subprotocols: [String] = []
    ) {
        self.path = path
        self.query = query
        self.headers = headers
        self.subprotocols = subprotocols
    }

    package init(_ head: HTTPRequestHead) {
        self.init(
            path: head.path, query: head.query, headers: head.headers,
            subprotocols: head.headers.elements("Sec-WebSocket-Protocol"))
    }

    /// - Parameter target: As on the request line: `/v1/realtime?model=gpt-realtime`.
    package init(target: String, headers: HTTPHeaders = [:]) {
        self.init(HTTPRequestHead(method: "GET", target: target, headers: headers))
    }

    package func query(_ name: String) -> String? { query.first { $0.name == name }?.value }
}

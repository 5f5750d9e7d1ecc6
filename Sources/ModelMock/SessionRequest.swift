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

    /// What the client shows: a bearer token, Azure's header, or what a browser puts into a subprotocol.
    package var key: String? {
        if let words = headers["Authorization"]?.split(separator: " "), words.count == 2,
            words[0].lowercased() == "bearer"
        {
            return String(words[1])
        }
        if let key = headers["api-key"] { return key }
        let prefix = "openai-insecure-api-key."
        return subprotocols.first { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    }
}

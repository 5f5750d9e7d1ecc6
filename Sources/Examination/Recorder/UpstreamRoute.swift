package import Transport
package import WebSocketWire

/// Where a client's request goes on to, and what of it may not: a proxy's decisions without a socket. RFC 9110, 7.6.1.
package struct UpstreamRoute: Sendable, Equatable {
    /// As it was given; never shown with what its query says.
    package let url: String
    private let origin: String
    /// Path and query; `/` alone where the client's own path is kept.
    private let target: String

    /// - Parameter url: `wss://api.openai.com/v1/realtime`: a path of its own replaces the client's, and none keeps it.
    package init(_ url: String) throws(TransportError) {
        let endpoint = try Endpoint(url: url, schemes: ["ws": false, "wss": true])
        self.url = url
        origin = "\(endpoint.isSecure ? "wss" : "ws")://\(endpoint.authority)"
        target = endpoint.target
    }

    /// `wss://api.openai.com/v1/realtime`: without a query, which may hold a key.
    package var shown: String { origin + path }

    /// The path that clients are told to use.
    package var path: String { String(target.prefix { $0 != "?" }) }

    /// The client's query stands as it came, behind the upstream's own.
    package func url(for head: HTTPRequestHead) -> String {
        let kept = path == "/" ? head.path : path
        let queries = [target, head.target].compactMap { text in
            text.firstIndex(of: "?").map { text[text.index(after: $0)...] }
        }
        let query = queries.filter { !$0.isEmpty }.joined(separator: "&")
        return origin + kept + (query.isEmpty ? "" : "?" + query)
    }

    /// What the client said beside what each of two handshakes must say for itself. Keys and credentials are the upstream's to judge.
    package static func headersOnward(_ head: HTTPRequestHead) -> HTTPHeaders {
        endToEnd(head.headers, without: ["Host", "Content-Length"])
    }

    package static func headersBack(_ head: HTTPResponseHead) -> HTTPHeaders {
        endToEnd(head.headers, without: head.status == 101 ? [] : ["Content-Length"])
    }

    private static let ofOneHop = [
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer",
        "Transfer-Encoding", "Upgrade", "Sec-WebSocket-Accept", "Sec-WebSocket-Extensions", "Sec-WebSocket-Key",
        "Sec-WebSocket-Protocol", "Sec-WebSocket-Version",
    ]

    private static func endToEnd(_ headers: HTTPHeaders, without others: [String]) -> HTTPHeaders {
        var headers = headers
        // Whatever Connection names is of this hop too.
        for name in headers.elements("Connection") + ofOneHop + others { headers.remove(name) }
        return headers
    }
}

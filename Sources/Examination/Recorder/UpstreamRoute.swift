import CallCapture
package import Transport
package import WebSocketWire

/// Where a client's request goes on to, and what of it may not: a proxy's decisions without a socket. RFC 9110, 7.6.1.
package struct UpstreamRoute: Sendable, Equatable {
    /// As it was given; never shown with what its query says.
    package let url: String
    private let endpoint: Endpoint
    /// The bridge must see the name and the path under which the carrier knows it, or the carrier's signatures would not hold.
    private let keepsAddress: Bool

    /// - Parameters:
    ///   - url: `wss://api.openai.com/v1/realtime`.
    ///   - keepsAddress: The client's Host and path go on as they came. Otherwise Host is the upstream's, and a path of the
    ///     URL replaces the client's, unless the client's lies below it.
    package init(_ url: String, keepsAddress: Bool = false) throws(TransportError) {
        endpoint = try Endpoint(url: url, schemes: ["ws": false, "wss": true])
        self.url = url
        self.keepsAddress = keepsAddress
    }

    private var origin: String { "\(endpoint.isSecure ? "wss" : "ws")://\(endpoint.authority)" }

    /// `wss://api.openai.com/v1/realtime`: without a query, which may hold a key.
    package var shown: String { origin + path }

    /// The path that clients are told to use.
    package var path: String { String(endpoint.target.prefix { $0 != "?" }) }

    /// The client's query stands as it came, behind the upstream's own.
    package func url(for head: HTTPRequestHead) -> String {
        let own = Self.relative(head.target)
        let asked = String(own.prefix { $0 != "?" })
        let isBelow = asked.hasPrefix(path.hasSuffix("/") ? path : path + "/")
        let kept = path == "/" || isBelow || keepsAddress && asked != "/" ? asked : path
        let queries = [endpoint.target, own].compactMap { text in
            text.firstIndex(of: "?").map { text[text.index(after: $0)...] }
        }
        let query = queries.filter { !$0.isEmpty }.joined(separator: "&")
        return origin + kept + (query.isEmpty ? "" : "?" + query)
    }

    /// Where a plain request goes: its own path and query, for there is more behind a server than its WebSocket.
    package func place(for head: HTTPRequestHead) -> Endpoint {
        var place = endpoint
        place.target = Self.relative(head.target)
        return place
    }

    /// `/x?y` of `http://host/x?y`, as clients of a proxy write it.
    private static func relative(_ target: String) -> String {
        guard !target.hasPrefix("/"), let whole = try? Endpoint(url: target) else {
            return target.hasPrefix("/") ? target : "/" + target
        }
        return whole.target
    }

    /// What the client said beside what each of two handshakes must say for itself. Keys and credentials are the upstream's to judge.
    package func headersOnward(_ head: HTTPRequestHead) -> HTTPHeaders {
        Self.endToEnd(head.headers, without: keepsAddress ? ["Content-Length"] : ["Host", "Content-Length"])
    }

    package static func headersBack(_ head: HTTPResponseHead) -> HTTPHeaders {
        endToEnd(head.headers, without: head.status == 101 ? [] : ["Content-Length"])
    }

    /// A plain request as it goes on; its length is told anew, for it is whole by then.
    package func headOnward(_ head: HTTPRequestHead, hasBody: Bool) -> HTTPRequestHead {
        var onward = HTTPRequestHead(method: head.method, target: place(for: head).target, headers: headersOnward(head))
        onward.headers.remove("Expect")
        if onward.headers["Host"] == nil { onward.headers.append("Host", endpoint.authority) }
        if !hasBody, ["POST", "PUT", "PATCH"].contains(head.method) { onward.headers.append("Content-Length", "0") }
        return onward
    }

    /// An answer's body passes as it is, and how it is framed with it.
    package static func plainHeadersBack(_ head: HTTPResponseHead) -> HTTPHeaders {
        var headers = endToEnd(head.headers, without: [])
        for value in head.headers.all("Transfer-Encoding") { headers.append("Transfer-Encoding", value) }
        return headers
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

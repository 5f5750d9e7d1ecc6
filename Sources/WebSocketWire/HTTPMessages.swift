// Requests and responses of HTTP/1.1 as values: for the WebSocket upgrade, its refusals, and small REST endpoints.

/// Request line and headers. RFC 9112, section 3.
package struct HTTPRequestHead: Sendable, Equatable {
    package var method: String
    /// As it stands in the request line: `/v1/realtime?model=x`, or `host:port` for CONNECT.
    package var target: String
    /// 0 for HTTP/1.0, 1 for HTTP/1.1.
    package var minorVersion: Int
    package var headers: HTTPHeaders

    package init(method: String, target: String, minorVersion: Int = 1, headers: HTTPHeaders = [:]) {
        self.method = method
        self.target = target
        self.minorVersion = minorVersion
        self.headers = headers
    }

    /// `GET /v1/realtime?model=x HTTP/1.1`
    package var requestLine: String { "\(method) \(target) HTTP/1.\(minorVersion)" }

    /// Whether the client expects to send another request on the same connection (RFC 9112, 9.3).
    package var keepsAlive: Bool {
        if headers.has("close", in: "Connection") { return false }
        return minorVersion >= 1 || headers.has("keep-alive", in: "Connection")
    }

    /// The target up to its question mark, not decoded.
    package var path: String { String(target.prefix { $0 != "?" }) }

    /// Name and value of each query item, percent-decoded, in order; a value is empty when there is no `=`.
    package var query: [(name: String, value: String)] {
        guard let mark = target.firstIndex(of: "?") else { return [] }
        return target[target.index(after: mark)...].split(separator: "&").map { item in
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (PercentEncoding.decode(parts[0]), parts.count > 1 ? PercentEncoding.decode(parts[1]) : "")
        }
    }

    /// The first value of a query item.
    package func query(_ name: String) -> String? { query.first { $0.name == name }?.value }
}

/// Status line and headers. RFC 9112, section 4.
package struct HTTPResponseHead: Sendable, Equatable {
    package var status: Int
    package var reason: String
    package var minorVersion: Int
    package var headers: HTTPHeaders

    /// - Parameter reason: The usual phrase of the status when nil.
    package init(status: Int, reason: String? = nil, minorVersion: Int = 1, headers: HTTPHeaders = [:]) {
        self.status = status
        self.reason = reason ?? Self.usualReason(status)
        self.minorVersion = minorVersion
        self.headers = headers
    }

    package static func usualReason(_ status: Int) -> String {
        switch status {
        case 100: "Continue"
        case 101: "Switching Protocols"
        case 200: "OK"
        case 201: "Created"
        case 204: "No Content"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 407: "Proxy Authentication Required"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 413: "Content Too Large"
        case 426: "Upgrade Required"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        default: ""
        }
    }
}

/// A request with its body.
package struct HTTPRequest: Sendable, Equatable {
    package var head: HTTPRequestHead
    package var body: [UInt8]

    package init(_ head: HTTPRequestHead, body: [UInt8] = []) {
        self.head = head
        self.body = body
    }
}

/// A response with its body.
package struct HTTPResponse: Sendable, Equatable {
    package var head: HTTPResponseHead
    package var body: [UInt8]

    package init(_ head: HTTPResponseHead, body: [UInt8] = []) {
        self.head = head
        self.body = body
    }

    /// A response with a text; Content-Type unless `headers` has one.
    package init(
        status: Int, headers: HTTPHeaders = [:], text: String, contentType: String = "text/plain; charset=utf-8"
    ) {
        head = HTTPResponseHead(status: status, headers: headers)
        if head.headers["Content-Type"] == nil { head.headers.append("Content-Type", contentType) }
        body = Array(text.utf8)
    }
}

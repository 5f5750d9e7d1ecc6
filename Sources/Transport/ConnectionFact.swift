// What a client learns on its way to an open connection, in order and timed: the material of the prober's network section.
// A fact with an error is the last of its kind; the attempt may still go on (the next address).

package import WebSocketWire

package enum ConnectionFact: Sendable, Equatable {
    /// The name was resolved, or not. A literal address resolves to itself in no time.
    case dns(host: String, addresses: [String], error: String?, took: Duration)
    /// One address was tried: `93.184.216.34:443`.
    case tcp(address: String, error: String?, took: Duration)
    /// A proxy from the environment was asked for a tunnel. `proxy` is host:port, never its password.
    case proxy(proxy: String, status: Int?, error: String?, took: Duration)
    /// `tls` is as much as is known, also when verification failed.
    case tls(TLSFacts, error: String?, took: Duration)
    /// The request as sent and the answer as received, 101 or not.
    case upgrade(HTTPExchange, error: String?, took: Duration)
    /// The same of a plain HTTP request; any status is an answer.
    case response(HTTPExchange, error: String?, took: Duration)
}

/// What TLS agreed on and who the peer says it is.
package struct TLSFacts: Sendable, Equatable {
    /// `TLSv1.3`
    package var version: String?
    /// `TLS_AES_256_GCM_SHA384`
    package var cipher: String?
    /// Distinguished name of the peer's certificate, RFC 2253: `CN=api.openai.com`.
    package var subject: String?
    package var issuer: String?
    /// ISO 8601, UTC.
    package var expires: String?
    /// False with `insecure`.
    package var verified = false

    package init() {}
}

/// A request as sent and its response as received.
package struct HTTPExchange: Sendable, Equatable {
    package var request: HTTPRequestHead
    /// Nil when no whole head came. The body of a refused upgrade has at most 64 KiB.
    package var response: HTTPResponse?

    package init(request: HTTPRequestHead, response: HTTPResponse? = nil) {
        self.request = request
        self.response = response
    }
}

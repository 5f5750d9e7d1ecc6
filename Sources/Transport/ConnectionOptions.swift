// How a client connects: whom it trusts, which way it goes, how long it waits.

package struct ConnectionOptions: Sendable {
    /// Proxies (`HTTPS_PROXY`, `https_proxy`, `HTTP_PROXY`, `http_proxy`, `ALL_PROXY`, `NO_PROXY` …) and certificate stores
    /// (`SSL_CERT_FILE`, `SSL_CERT_DIR`) are taken from here, not from the process.
    package var environment: [String: String]
    /// PEM certificates that are trusted beside the system's.
    package var caFile: String?
    /// No verification of the certificate at all.
    package var insecure = false
    /// permessage-deflate (RFC 7692) is offered.
    package var offersDeflate = false
    /// In bytes; above it the channel is closed with 1009.
    package var maxMessageSize = 16 << 20
    /// Bytes that may wait for a peer that does not read; above it the channel fails. Protects memory.
    package var maxQueued = 64 << 20
    package var timeouts = Timeouts()

    /// The longest that each phase may take.
    package struct Timeouts: Sendable {
        package var dns: Duration = .seconds(5)
        package var tcp: Duration = .seconds(5)
        package var proxy: Duration = .seconds(5)
        package var tls: Duration = .seconds(5)
        /// The answer to the upgrade, or to an HTTP request.
        package var response: Duration = .seconds(10)

        package init() {}
    }

    package init(environment: [String: String] = [:]) {
        self.environment = environment
    }
}

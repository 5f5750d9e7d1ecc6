// Listens on a port for WebSockets and small HTTP requests; the owner decides about each request.

package final class WebSocketServer {
    package struct Options: Sendable {
        /// A name or an address, IPv4 or IPv6; `0.0.0.0` or `::` for every interface.
        package var host = "127.0.0.1"
        /// 0: any free port.
        package var port = 0
        package var tls: Certificate?
        /// permessage-deflate (RFC 7692) is accepted when a client offers it.
        package var acceptsDeflate = true
        /// In bytes; above it a channel is closed with 1009.
        package var maxMessageSize = 16 << 20
        /// Bytes that may wait for a peer that does not read; above it the channel fails. Protects memory.
        package var maxQueued = 64 << 20
        /// From the first byte of TCP to the last of the request, TLS included.
        package var requestTimeout: Duration = .seconds(10)

        package init() {}
    }

    /// Certificate chain and private key, PEM files.
    package struct Certificate: Sendable, Equatable {
        package var certificateFile: String
        package var keyFile: String

        package init(certificateFile: String, keyFile: String) {
            self.certificateFile = certificateFile
            self.keyFile = keyFile
        }
    }

    package let loop: EventLoop
    /// The port that is really bound.
    package private(set) var port = 0
    private let onRequest: (IncomingRequest) -> Void

    /// Listens at once.
    ///
    /// - Parameter onRequest: Called for each whole request. Answer it with one method of `IncomingRequest`, now or later.
    package init(
        _ loop: EventLoop, options: Options = Options(), onRequest: @escaping (IncomingRequest) -> Void
    ) throws(TransportError) {
        self.loop = loop
        self.onRequest = onRequest
    }

    /// Connections that are open, whatever their state.
    package var connectionCount: Int { 0 }

    /// No new connections; those that are open go on.
    package func stopListening() {}

    /// No new connections; channels are closed with this code, and plain connections dropped.
    package func close(code: Int = 1001, reason: String = "") {}
}

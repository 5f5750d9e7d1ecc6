// Listens on a port for WebSockets and small HTTP requests; the owner decides about each request.

import WebSocketWire

package final class WebSocketServer {
    package struct Options: Sendable {
        /// A name or an address, IPv4 or IPv6; `0.0.0.0` or `::` for every interface.
        package var host = "127.0.0.1"
        /// 0: any free port.
        package var port = 0
        package var tls: Certificate?
        /// Issues a certificate for every other name that a client asks for; `tls` serves those who ask for none.
        package var authority: Certificate?
        /// permessage-deflate (RFC 7692) is accepted when a client offers it.
        package var acceptsDeflate = true
        /// In bytes; above it a channel is closed with 1009.
        package var maxMessageSize = 16 << 20
        /// Bytes that may wait for a peer that does not read; above it the channel fails. Protects memory.
        package var maxQueued = 64 << 20
        /// In bytes, of a plain request's body.
        package var maxBodySize = HTTPReceiver.bodyLimit
        /// From the first byte of TCP to the last of the request, TLS included.
        package var requestTimeout: Duration = .seconds(10)

        package init() {}
    }

    /// Certificate chain and private key, PEM files.
    package struct Certificate: Sendable, Hashable {
        package var certificateFile: String
        package var keyFile: String

        package init(certificateFile: String, keyFile: String) {
            self.certificateFile = certificateFile
            self.keyFile = keyFile
        }
    }

    package let loop: EventLoop
    package let options: Options
    /// The port that is really bound.
    package var port: Int { listener?.port ?? boundPort }
    /// What a client did before it was one: its address, and a TLS handshake that failed, a malformed request.
    package var onMishap: (_ peerAddress: String, _ what: String) -> Void = { _, _ in }

    /// How the nth connection, from 1, is received; asked when it was accepted. In order, like everybody, unless somebody says.
    package var onConnection: (_ number: Int) -> Reception = { _ in Reception() }

    let onRequest: (IncomingRequest) -> Void
    private let tls: TLSContext?
    private var accepted = 0
    private var contexts: [Certificate: TLSContext] = [:]
    private var reopening: LoopTimer?
    private var listener: TCPListener?
    private var boundPort = 0
    private var connections: [ObjectIdentifier: ServerConnection] = [:]

    /// Listens at once, and until `stopListening` or `close`, whether anyone holds the server or not.
    ///
    /// - Parameter onRequest: Called for each whole request. Answer it with one method of `IncomingRequest`, now or later.
    package init(
        _ loop: EventLoop, options: Options = Options(), onRequest: @escaping (IncomingRequest) -> Void
    ) throws(TransportError) {
        self.loop = loop
        self.options = options
        self.onRequest = onRequest
        if let certificate = options.tls {
            tls = try TLSContext(server: certificate, authority: options.authority)
        } else {
            tls = nil
        }
        listener = try TCPListener(loop, host: options.host, port: options.port) { [self] in take($0) }
        boundPort = port
    }

    private func take(_ socket: TCPSocket) {
        let connection = ServerConnection(socket, server: self)
        connections[ObjectIdentifier(connection)] = connection
        accepted += 1
        let reception = onConnection(accepted)
        connection.start(context(for: reception), reception)
    }

    private func context(for reception: Reception) -> TLSContext? {
        guard tls != nil, let certificate = reception.certificate else { return tls }
        if let known = contexts[certificate] { return known }
        let made = try? TLSContext(server: certificate)
        contexts[certificate] = made
        return made ?? tls
    }

    /// Closes the port for a while: who connects is refused. Connections that are open go on.
    package func pause(_ duration: Duration) {
        guard listener != nil else { return }
        listener?.close()
        listener = nil
        reopening = loop.schedule(after: duration) { [self] in reopen(tries: 20) }
    }

    /// Somebody else may have taken the port meanwhile, and give it back.
    private func reopen(tries: Int) {
        reopening = nil
        do throws(TransportError) {
            listener = try TCPListener(loop, host: options.host, port: boundPort) { [self] in take($0) }
        } catch {
            guard tries > 0 else { return onMishap("nobody", "the port stays closed: \(error.explanation.message)") }
            reopening = loop.schedule(after: .milliseconds(100)) { [self] in reopen(tries: tries - 1) }
        }
    }

    /// Connections that are open, whatever their state.
    package var connectionCount: Int { connections.count }

    /// No new connections; those that are open go on.
    package func stopListening() {
        reopening?.cancel()
        reopening = nil
        listener?.close()
        listener = nil
    }

    /// No new connections; channels are closed with this code, and whatever is no channel yet is dropped.
    package func close(code: Int? = 1001, reason: String = "") {
        stopListening()
        for connection in connections.values {
            if let channel = connection.channel {
                channel.close(code: code, reason: reason)
            } else {
                connection.close()
            }
        }
    }

    func forget(_ connection: ServerConnection) {
        connections[ObjectIdentifier(connection)] = nil
    }
}

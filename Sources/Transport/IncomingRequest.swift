// One HTTP request on the server's port, and every way to answer it.

package import WebSocketWire

/// A request whose head and body have arrived. Exactly one of the answering methods is called, once, now or later; until
/// then the client waits. Answering a client that has gone does nothing.
package final class IncomingRequest {
    package enum Kind: Sendable, Equatable {
        case webSocket(UpgradeOffer)
        /// Asks for a WebSocket in a way that RFC 6455 forbids; `respond(refusal.response)` is the fitting answer.
        case brokenUpgrade(UpgradeRefusal)
        case plain
    }

    package let kind: Kind
    package let head: HTTPRequestHead
    /// At most `maxBodySize` of the server's options.
    package let body: [UInt8]
    /// `127.0.0.1:50312`
    package let peerAddress: String
    private var connection: ServerConnection?

    init(_ request: HTTPRequest, on connection: ServerConnection, peerAddress: String) {
        head = request.head
        body = request.body
        self.peerAddress = peerAddress
        self.connection = connection
        guard UpgradeOffer.isAskedFor(head) else {
            kind = .plain
            return
        }
        do throws(UpgradeRefusal) {
            kind = .webSocket(try UpgradeOffer(head))
        } catch {
            kind = .brokenUpgrade(error)
        }
    }

    /// 101, for a request of kind `webSocket`; any other is answered as it deserves.
    ///
    /// - Parameters:
    ///   - subprotocol: One of the client's, or another (a fault on purpose).
    ///   - headers: One that the handshake itself needs replaces it (a fault on purpose).
    ///   - compressing: False declines permessage-deflate, whatever the server's options say.
    ///   - opened: Called before anything that the client sends is read; not at all when the client has gone.
    package func upgrade(
        subprotocol: String? = nil, headers: HTTPHeaders = [:], compressing: Bool = true,
        opened: (WebSocketChannel) -> Void
    ) {
        switch kind {
        case .webSocket(let offer):
            take()?.upgrade(
                offer, subprotocol: subprotocol, headers: headers, compressing: compressing, opened: opened)
        case .brokenUpgrade(let refusal):
            respond(refusal.response)
        case .plain:
            respond(
                HTTPResponse(
                    status: 426, headers: ["Upgrade": "websocket", "Connection": "Upgrade"],
                    text: "this path is for WebSockets\n"))
        }
    }

    /// A plain response, or the refusal of an upgrade with any status, headers and body.
    package func respond(_ response: HTTPResponse) {
        take()?.respond(response)
    }

    /// These bytes as they are, then FIN: wrong or half answers.
    package func respondRaw(_ bytes: [UInt8]) {
        take()?.respondRaw(bytes)
    }

    /// TCP reset (RST) instead of an answer.
    package func reset() {
        take()?.reset()
    }

    /// The bare connection, for something other than HTTP and WebSocket.
    func takeOver() -> (stream: ByteStream, remainder: [UInt8])? {
        take()?.takeOver()
    }

    private func take() -> ServerConnection? {
        defer { connection = nil }
        return connection
    }
}

// One HTTP request on the server's port, and every way to answer it.

package import WebSocketWire

/// A request whose head and body have arrived. Exactly one of the answering methods is called, once, now or later.
package final class IncomingRequest {
    package enum Kind: Sendable, Equatable {
        case webSocket(UpgradeOffer)
        /// Asks for a WebSocket in a way that RFC 6455 forbids; `respond(refusal.response)` is the fitting answer.
        case brokenUpgrade(UpgradeRefusal)
        case plain
    }

    package let kind: Kind
    package let head: HTTPRequestHead
    /// At most 1 MiB.
    package let body: [UInt8]
    /// `127.0.0.1:50312`
    package let peerAddress: String

    init(head: HTTPRequestHead, body: [UInt8], peerAddress: String) {
        self.head = head
        self.body = body
        self.peerAddress = peerAddress
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

    /// 101, for a request of kind `webSocket`. `opened` is called before anything that the client sends is read.
    ///
    /// - Parameter headers: One that the handshake itself needs replaces it (a fault on purpose).
    package func upgrade(
        subprotocol: String? = nil, headers: HTTPHeaders = [:], opened: (WebSocketChannel) -> Void
    ) {}

    /// A plain response, or the refusal of an upgrade with any status, headers and body.
    package func respond(_ response: HTTPResponse) {}

    /// These bytes as they are, then FIN: wrong or half answers.
    package func respondRaw(_ bytes: [UInt8]) {}

    /// TCP reset (RST) instead of an answer.
    package func reset() {}
}

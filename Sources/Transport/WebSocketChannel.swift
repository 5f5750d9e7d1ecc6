// An open WebSocket, either role: messages out, events in, and every way to end it, the rude ones too.

package final class WebSocketChannel {
    /// What happened on the connection. `closed` or `failed` comes exactly once and last.
    package enum Event: Sendable, Equatable {
        case text(String)
        case binary([UInt8])
        /// Already answered, unless `answersPings` is off.
        case ping([UInt8])
        /// `roundTrip` only where the pong answers our own ping.
        case pong([UInt8], roundTrip: Duration?)
        /// All that was queued has been taken by the kernel, after a time when it had not.
        case drained
        case closed(Closing)
        /// The transport or the protocol broke: `connection reset by peer`, a TLS alert, a violation of RFC 6455.
        case failed(String)
    }

    /// How a connection ended in order.
    package struct Closing: Sendable, Equatable {
        /// Nil: the connection ended without a close frame, or with one that has no code.
        package var code: Int?
        package var reason: String
        /// Who closed first.
        package var by: Side
        /// Whether the other side confirmed the close frame, or sent it.
        package var isClean: Bool

        package init(code: Int?, reason: String, by: Side, isClean: Bool) {
            self.code = code
            self.reason = reason
            self.by = by
            self.isClean = isClean
        }
    }

    package enum Side: Sendable, Equatable {
        case us, peer
    }

    package let loop: EventLoop
    /// The request and the answer that opened the connection.
    package let handshake: HTTPExchange
    package let subprotocol: String?
    /// `127.0.0.1:50312`
    package let peerAddress: String
    /// Called for each event, on the loop. Set it before returning from the callback that handed the channel over.
    package var receive: (Event) -> Void = { _ in }
    /// Off: pings are only reported.
    package var answersPings = true
    /// No close was asked for or seen, and nothing failed.
    package private(set) var isOpen = true

    init(loop: EventLoop, handshake: HTTPExchange, subprotocol: String?, peerAddress: String) {
        self.loop = loop
        self.handshake = handshake
        self.subprotocol = subprotocol
        self.peerAddress = peerAddress
    }

    package func send(text: String) {}
    package func send(binary: [UInt8]) {}
    /// The payload has at most 125 bytes.
    package func ping(_ payload: [UInt8] = []) {}
    /// Starts the closing handshake; the peer has 5 s to answer.
    package func close(code: Int? = 1000, reason: String = "") {}
    /// Ends the connection with a TCP reset (RST).
    package func reset() {}
    /// Ends the connection in order for TCP (FIN), without a close frame.
    package func closeWithoutFrame() {}
    /// The kernel's buffer fills and the peer is held up.
    package func stopReading() {}
    package func resumeReading() {}
    /// Bytes as they are, between frames: malformed frames, half ones, anything.
    package func sendRaw(_ bytes: [UInt8]) {}
    /// Bytes that the kernel has not taken yet.
    package var bytesQueued: Int { 0 }
}

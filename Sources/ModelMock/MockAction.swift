package import WebSocketWire

/// What the owner of a connection has to do now, in order. Everything that is due later comes from
/// ``ModelMock/advance(to:)``, so that an action never carries a time.
package enum MockAction: Sendable, Equatable {
    /// Answer 101; the subprotocol to select, if any.
    case accept(subprotocol: String?)
    /// Answer the upgrade with this instead of 101. The mock is closed.
    case refuse(status: Int, headers: HTTPHeaders, body: String)
    case send(WireMessage)
    /// Put these bytes on the wire as they are: frames that are wrong on purpose.
    case raw([UInt8])
    /// Answer no ping of the client from now on.
    case ignorePings
    /// End our half of the TCP connection without a Close frame, and go on listening.
    case halfClose
    /// From now on let so many bytes a second leave.
    case slow(bytesPerSecond: Int)
    /// Close the WebSocket; nil sends no Close frame and ends the connection. The mock is closed.
    case close(code: CloseCode?, reason: String)
    /// TCP RST. The mock is closed.
    case reset
}

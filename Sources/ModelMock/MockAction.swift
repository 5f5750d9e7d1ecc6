package import WebSocketWire

/// What the owner of a connection has to do now, in order. Everything that is due later comes from
/// ``ModelMock/advance(to:)``, so that an action never carries a time.
package enum MockAction: Sendable, Equatable {
    /// Answer 101; the subprotocol to select, if any.
    case accept(subprotocol: String?)
    /// Answer the upgrade with this instead of 101. The mock is closed.
    case refuse(status: Int, headers: HTTPHeaders, body: String)
    case send(WireMessage)
    /// Close the WebSocket; nil sends no Close frame and ends the connection. The mock is closed.
    case close(code: CloseCode?, reason: String)
    /// TCP RST. The mock is closed.
    case reset
}

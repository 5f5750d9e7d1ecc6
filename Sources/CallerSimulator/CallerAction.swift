package import JSONText
package import WebSocketWire

/// What the owner of the phone leg has to do now, in order. What is due later comes from ``SimulatedCall/advance(to:)``.
package enum CallerAction: Sendable, Equatable {
    case send(WireMessage)
    /// Close the WebSocket; nil sends no Close frame. Then tell ``SimulatedCall/closed(_:at:)``.
    case close(code: CloseCode?, reason: String)
    /// TCP RST: the bridge did not answer the close.
    case reset
    /// Break the connection (TCP RST), open another to the same URL, and call ``SimulatedCall/opened(at:)`` when it is
    /// open. The end of the old one is not to be told.
    case reconnect
    case observe(kind: String, data: JSONObject)
    /// The caller does nothing until ``SimulatedCall/step(_:at:)``; `next` says what then.
    case awaitsStep(next: String)
    /// The call is over; nothing follows.
    case finished(reason: String)
}

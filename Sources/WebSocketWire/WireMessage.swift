// What one WebSocket message is to everyone above this target: text or bytes, whole, checked and inflated.
// RFC 6455, section 5.6.

/// One data message of a WebSocket.
package enum WireMessage: Sendable, Equatable {
    case text(String)
    case binary([UInt8])
}

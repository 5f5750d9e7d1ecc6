// What a client that keeps RFC 6455 makes of the bytes of a server, for calls that have messages and no sockets.

/// Idle until bytes come that are no message; from then on messages pass through it too, for they may have become the
/// payload of an earlier frame.
package final class ServerBytesReader {
    private let server = WebSocketConnection(role: .server)
    private let client = WebSocketConnection(role: .client(maskKey: { 0 }))
    /// Bytes have come.
    package private(set) var isInUse = false

    package init() {}

    /// - Returns: What the client notices, in order. After `failed` or `close` nothing more.
    package func read(bytes: [UInt8]) -> [WireEvent] {
        isInUse = true
        var events: [WireEvent] = []
        bytes.withUnsafeBytes { client.receive($0) { events.append($0) } }
        // Its pongs and its Close frame reach nobody.
        _ = client.takeOutput()
        return events
    }

    package func read(_ message: WireMessage) -> [WireEvent] {
        guard isInUse else { return [.message(message)] }
        server.send(message)
        return read(bytes: server.takeOutput())
    }
}

// How a server receives one connection: in order, or with something wrong about it on purpose.

package struct Reception: Sendable, Equatable {
    /// Instead of the server's own, where it has one.
    package var certificate: WebSocketServer.Certificate?
    /// It is accepted, and nothing is ever said on it, not even in TLS.
    package var isSilent = false
    package var bytesPerSecond: Int?
    /// TCP RST after so many bytes of ours.
    package var resetAt: Int?

    package init() {}
}

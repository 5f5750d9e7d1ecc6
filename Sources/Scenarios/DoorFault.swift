/// What happens to a connection before anything is asked on it: at the port, in TLS, in the bytes of the answer.
package enum DoorFault: Sendable, Equatable {
    /// The port is closed for so long from the moment at which the connection before was accepted.
    case refuse(milliseconds: Double)
    /// Accepted, and then nothing: no TLS, no HTTP answer.
    case silent
    /// So many bytes a second leave the server.
    case slow(bytesPerSecond: Int)
    /// TCP RST after so many bytes of the server, those of TLS included.
    case resetAt(bytes: Int)
    /// A certificate whose time is over.
    case expiredCertificate
    /// A certificate for somebody else.
    case wrongNameCertificate
}

/// One of them, and for which connections.
package struct DoorRule: Sendable, Equatable {
    /// Connections of the server as they come, from 1; nil: all of them.
    package var connection: TurnRange?
    package var fault: DoorFault
    /// 0...1, drawn from the seed for each connection.
    package var probability: Double

    package init(connection: TurnRange? = nil, fault: DoorFault, probability: Double = 1) {
        self.connection = connection
        self.fault = fault
        self.probability = probability
    }
}

extension ModelPlan {
    /// Without TLS nobody would see the certificate.
    package var needsTLS: Bool {
        door.contains { $0.fault == .expiredCertificate || $0.fault == .wrongNameCertificate }
    }
}

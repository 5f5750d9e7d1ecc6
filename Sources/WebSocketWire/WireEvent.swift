// What a WebSocket connection tells its owner, one at a time and in the order of the wire.

/// One thing that arrived, or the reason why nothing more will.
package enum WireEvent: Sendable, Equatable {
    case message(WireMessage)
    /// Answered by itself after the owner has seen it, unless `answersPings` is off. At most 125 bytes.
    case ping([UInt8])
    case pong([UInt8])
    /// The peer closes; nothing follows. nil: its Close frame carried no code. Answered by itself after the owner has
    /// seen it, unless `answersClose` is off.
    case close(code: CloseCode?, reason: String)
    /// The peer broke the protocol; nothing follows. What was good before it has been delivered, and what the owner
    /// sends while it handles this event still precedes the Close frame.
    case failed(ProtocolFailure)
}

/// How a peer broke the WebSocket protocol, and the code to close with.
package struct ProtocolFailure: Error, Sendable, Equatable, CustomStringConvertible {
    package let code: CloseCode
    /// What came, and the rule it breaks.
    package let description: String

    package init(_ code: CloseCode, _ description: String) {
        self.code = code
        self.description = description
    }

    /// How the connection ended for it, as captures have it.
    package var ending: String { "\(description), closed with \(code)" }
}

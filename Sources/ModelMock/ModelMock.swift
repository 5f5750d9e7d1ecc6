package import Scenarios
package import WebSocketWire

/// One connection to a Realtime server that is correct except where its plan says otherwise. No socket, no clock:
/// time comes in, actions go out.
///
/// Call ``open(at:)`` once, when the upgrade request has been read, and carry out its actions. Then hand over what
/// arrives, and call ``advance(to:)`` at ``nextDeadline``. Times are since any one moment, and never go back.
package struct ModelMock {
    package init(request: SessionRequest, plan: ModelPlan, settings: MockSettings, speech: SharedSpeech) {
    }

    /// Decides about the upgrade: refused, or accepted and followed by what the server says first.
    package mutating func open(at time: Duration) -> [MockAction] { [] }

    package mutating func receive(_ message: WireMessage, at time: Duration) -> [MockAction] { [] }

    /// The client has closed, or the connection is gone: nothing more is sent.
    package mutating func peerClosed(at time: Duration) {}

    /// What has become due. Deadlines are absolute, so a late call does not shift what comes after.
    package mutating func advance(to time: Duration) -> [MockAction] { [] }

    /// When ``advance(to:)`` has something to do next; nil while only the client can make something happen.
    package var nextDeadline: Duration? { nil }
}

// What every bridge of ours is, the correct one and the broken ones: no socket, no clock. Events come in with their time,
// actions go out, and what is due later comes from `advance(to:)` at `nextDeadline`.
package import WebSocketWire

/// One call's bridge, between one carrier connection and the model connections that it opens itself.
package protocol BridgeMachine {
    mutating func receive(_ event: BridgeEvent, at time: Duration) -> [BridgeAction]
    /// When ``advance(to:)`` has something to do next; nil when it waits for nothing.
    var nextDeadline: Duration? { get }
    mutating func advance(to time: Duration) -> [BridgeAction]
}

/// Which of its model connections; a correct bridge has one at a time.
package struct ModelLink: Sendable, Hashable {
    package var number: Int
    package init(_ number: Int) { self.number = number }
}

package enum BridgeEvent: Sendable, Equatable {
    /// The carrier's upgrade was accepted.
    case carrierOpened(HTTPRequestHead)
    case carrier(WireMessage)
    /// Nil code: no Close frame, or the transport failed.
    case carrierClosed(code: Int?)
    case modelOpened(ModelLink)
    /// The upgrade was answered with this status; 0 when there was no answer at all.
    case modelRefused(ModelLink, status: Int)
    case model(ModelLink, WireMessage)
    case modelClosed(ModelLink, code: Int?)
}

package enum BridgeAction: Sendable, Equatable {
    /// Open a model connection: query and headers of the upgrade. ``BridgeEvent/modelOpened(_:)`` or `modelRefused` follows.
    case connectModel(ModelLink, query: String, headers: HTTPHeaders)
    case toCarrier(WireMessage)
    case toModel(ModelLink, WireMessage)
    /// Nil: end the connection without a Close frame.
    case closeCarrier(code: CloseCode?, reason: String)
    case closeModel(ModelLink, code: CloseCode?, reason: String)
    /// What a person running the bridge would read.
    case log(String)
}

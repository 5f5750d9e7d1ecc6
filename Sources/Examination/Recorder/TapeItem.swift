package import CallCapture
package import JSONText

/// What the loop hands to the scribe, in the order in which it happened. Times are on the capture's clock.
package enum TapeItem: Sendable {
    /// A client has asked for a connection. `request` is its request line, and may hold secrets.
    case opened(connection: String, leg: Leg, at: Duration, request: String, model: String?, peer: String)
    /// Both sides of it stand.
    case joined(connection: String, at: Duration)
    case frame(connection: String, leg: Leg, direction: Direction, at: Duration, Frame.Content)
    /// `connection` nil: it is about no connection in particular.
    case observation(connection: String?, at: Duration, kind: String, data: JSONObject)
    /// Frames of a connection that the buffer had no room for.
    case lost(connection: String, at: Duration, count: Int)
    /// Nothing more comes of it. `reason`: why, where no frame says so.
    case ended(connection: String, at: Duration, reason: String?)

    var time: Duration {
        switch self {
        case .opened(_, _, let at, _, _, _), .joined(_, let at), .frame(_, _, _, let at, _),
            .observation(_, let at, _, _), .lost(_, let at, _), .ended(_, let at, _):
            at
        }
    }

    var connection: String? {
        switch self {
        case .opened(let name, _, _, _, _, _), .joined(let name, _), .frame(let name, _, _, _, _),
            .lost(let name, _, _), .ended(let name, _, _):
            name
        case .observation(let name, _, _, _): name
        }
    }

    /// About what it takes of memory while it waits, in bytes.
    var cost: Int {
        guard case .frame(_, _, _, _, let content) = self else { return 256 }
        return 96 + content.size
    }
}

extension Frame.Content {
    fileprivate var size: Int {
        switch self {
        case .open: 2_048
        case .text(let text): text.utf8.count
        case .binary(let bytes), .ping(let bytes), .pong(let bytes, _): bytes.count
        case .close(_, let reason, _): reason.utf8.count
        case .error(let reason): reason.utf8.count
        }
    }
}

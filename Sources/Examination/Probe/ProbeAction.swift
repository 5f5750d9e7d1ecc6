package import JSONText

/// What the prober wants done. It holds no socket and no clock.
package enum ProbeAction: Sendable, Equatable {
    case send(String)
    case close(code: Int, reason: String)
    case observe(kind: String, data: JSONObject)
    /// The conversation is over; nothing follows.
    case finished
}

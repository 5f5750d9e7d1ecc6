/// One caller's conversation: the connections of both legs that belong together.
package struct Call: Sendable, Equatable {
    package enum Pairing: String, Sendable {
        /// Somebody named both: the harness, or a carrier's id that the bridge passed on.
        case ids
        case onlyOne = "only one"
        /// The same sound at the same time on both legs.
        case audio
        /// The connection to the model was opened when this call, and no other, needed one; without times: between its messages.
        case time
        /// A leg is missing, or nothing tells which belongs to it.
        case unpaired
    }

    /// From 1, in order of appearance.
    package var number: Int
    /// Indices into ``Timeline/phones``: several when the carrier connected anew.
    package var phones: [Int]
    /// Indices into ``Timeline/connections``.
    package var connections: [Int]
    package var pairing: Pairing
    package var callSid: String?
}

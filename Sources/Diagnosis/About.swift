/// What a failure mode says of itself: the text of findings, of `explain`, and of its page in `Documentation/FailureModes/`.
package struct About: Sendable, Equatable {
    /// Names the sickness, in the words of the file's name, for ever.
    package var id: String
    package var title: String
    /// What the person on the telephone notices.
    package var hears: String
    /// What a capture must show, in words of the wire.
    package var evidence: String
    /// What on the wire tells it from the modes that sound the same.
    package var tellsApart: String
    /// In order of likelihood.
    package var causes: [String]
    /// The very field or message to send.
    package var remedy: String
    package var atFault: Fault
    package var source: String
    /// Catalogue ids that no wire can tell from this one; `explain` finds the mode under each of them.
    package var also: [String] = []
    /// Ids of more general modes: where both are seen at one place, this one stands and they are folded under it.
    package var refines: Set<String> = []
    package var stage = Stage.model

    /// Whose defect its scenario stages.
    package enum Stage: Sendable {
        /// The mock's fault plan: `probe` meets it too.
        case model
        /// A defect of the reference bridge.
        case bridge
        /// Nothing: it is about how a log was written, and no mode of a call.
        case none
    }

    /// Whose door to knock at first.
    package enum Fault: String, Sendable {
        case bridge, configuration, account, service, network
        case serviceLimit = "service limit"
        case bridgeOrService = "bridge or service"
    }
}

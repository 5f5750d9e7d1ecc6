/// What the reference bridge is to do otherwise than right. Means nothing to a bridge of somebody else.
package struct BridgePlan: Sendable, Equatable {
    package enum Opening: String, Sendable, CaseIterable {
        /// The bridge greets.
        case bridge
        /// The bridge waits for the caller's first words.
        case caller
    }

    package enum Interrupter: String, Sendable, CaseIterable {
        /// The service stops its response when the caller speaks.
        case service
        /// The bridge cancels it.
        case bridge
    }

    /// Ids of the defects around it, from the inside out.
    package var defects: [String]
    package var firstWord: Opening
    /// `pcmu`, `pcma` or `pcm`, on the model leg.
    package var format: String
    package var interrupter: Interrupter
    /// Nil: its own.
    package var instructions: String?

    package init(
        defects: [String] = [], firstWord: Opening = .bridge, format: String = "pcmu",
        interrupter: Interrupter = .service, instructions: String? = nil
    ) {
        self.defects = defects
        self.firstWord = firstWord
        self.format = format
        self.interrupter = interrupter
        self.instructions = instructions
    }
}

/// The table of a scenario file's `bridge:` section.
extension Record {
    package static let bridge = Record(
        name: "bridge",
        keys: [
            Key(
                "defects", .list(.id), default: "none",
                "What is wrong with it: ids of failure modes, the innermost first. `realtime-doctor reference-bridge --help` lists them."
            ),
            Key(
                "first-word", .word(BridgePlan.Opening.allCases.map(\.rawValue)), default: "bridge",
                "Who speaks first."),
            Key("format", .word(["pcmu", "pcma", "pcm"]), default: "pcmu", "Of the audio between it and the model."),
            Key(
                "interrupter", .word(BridgePlan.Interrupter.allCases.map(\.rawValue)), default: "service",
                "Who stops a response when the caller speaks: the service (`interrupt_response`) or the bridge (`response.cancel`)."
            ),
            Key("instructions", .text, default: "its own", "What the model is told to be."),
        ])
}

extension BridgePlan {
    /// From fields that have passed their forms.
    init(_ fields: Fields) {
        self.init(
            defects: fields.list("defects"), firstWord: fields.text("first-word").flatMap(Opening.init) ?? .bridge,
            format: fields.text("format") ?? "pcmu",
            interrupter: fields.text("interrupter").flatMap(Interrupter.init) ?? .service,
            instructions: fields.text("instructions"))
    }
}

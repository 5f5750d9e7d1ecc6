/// The parts of a probe in their fixed order. The ids are for ever: reports, `--only` and `--skip` use them.
package enum ProbeSection: String, Sendable, CaseIterable, Comparable {
    case environment, models, network, handshake, session
    case textTurn = "text-turn"
    case spokenTurns = "spoken-turns"
    case audible
    case interruption
    case functionCall = "function-call"
    case transcription
    case orderlyEnd = "orderly-end"

    /// Without these there is no conversation to examine, so they are never skipped by choice.
    package static let always: Set<ProbeSection> = [.environment, .network, .handshake, .session, .orderlyEnd]

    package static let optional: [ProbeSection] = allCases.filter { !always.contains($0) }

    package static func < (left: ProbeSection, right: ProbeSection) -> Bool { left.position < right.position }

    private var position: Int { ProbeSection.allCases.firstIndex(of: self) ?? 0 }
}

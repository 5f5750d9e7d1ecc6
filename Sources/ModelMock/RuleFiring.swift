/// A rule that has acted, for whoever keeps a journal.
package struct RuleFiring: Sendable, Equatable {
    /// Its place in the plan, from 1.
    package var rule: Int
    /// Since `session.created`.
    package var elapsed: Duration
}

/// Those that nobody has asked about yet; a rule that acts on every frame must not fill the memory.
struct FiringList {
    private var firings: [RuleFiring] = []
    private static let most = 256

    mutating func note(_ rule: Int, at elapsed: Duration) {
        guard firings.count < FiringList.most else { return }
        firings.append(RuleFiring(rule: rule, elapsed: elapsed))
    }

    mutating func take() -> [RuleFiring] {
        guard !firings.isEmpty else { return [] }
        defer { firings = [] }
        return firings
    }
}

package import Diagnosis

/// What became of a call that was played again.
package struct ReplayVerdict: Sendable, Equatable {
    package enum Outcome: String, Sendable {
        /// It failed then, and nothing is wrong now.
        case fixed
        /// What was wrong then is wrong now.
        case stillBroken = "still broken"
        /// What was wrong then is not, and something else is.
        case newlyBroken = "newly broken"
        /// Nothing was wrong then, nor is it now.
        case stillHealthy = "still healthy"
        /// Too little was seen, now, to say.
        case unknown
    }

    package var outcome: Outcome
    /// Ids that the recording has and the replay has not.
    package var gone: [String]
    /// In both.
    package var left: [String]
    /// In the replay alone.
    package var new: [String]

    package init(recorded: Report, number: Int, replayed: Report) {
        let call = recorded.calls.count > 1 ? recorded.calls.first { $0.number == number } : nil
        let before = call?.findings ?? Self.standing(recorded)
        let wasBroken = (call?.verdict ?? recorded.verdict) == .fail
        let now = Self.standing(replayed)
        gone = before.filter { !now.contains($0) }
        left = before.filter(now.contains)
        new = now.filter { !before.contains($0) }
        outcome =
            switch replayed.verdict {
            case .pass: wasBroken ? .fixed : .stillHealthy
            case .incomplete: .unknown
            case .fail:
                // A failure without a name is told by its indicators.
                if !left.isEmpty || (before.isEmpty && now.isEmpty && wasBroken) { .stillBroken } else { .newlyBroken }
            }
    }

    private static func standing(_ report: Report) -> [String] {
        report.findings.filter { $0.refinedBy == nil }.map(\.id)
    }

    /// `fixed: second-turn-stall is gone`
    package var sentence: String {
        func list(_ ids: [String]) -> String { ids.joined(separator: ", ") }
        var parts: [String] = []
        if !left.isEmpty { parts.append("\(list(left)) as before") }
        if !gone.isEmpty { parts.append("\(list(gone)) \(gone.count == 1 ? "is" : "are") gone") }
        if !new.isEmpty { parts.append("\(list(new)) \(new.count == 1 ? "is" : "are") new") }
        return outcome.rawValue + (parts.isEmpty ? "" : ": " + parts.joined(separator: "; "))
    }
}

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
        /// Too little was seen, then or now, to say; or what was wrong then could not be played.
        case unknown
    }

    package var outcome: Outcome
    /// Ids that the recording has and the replay has not.
    package var gone: [String]
    /// In both.
    package var left: [String]
    /// In the replay alone.
    package var new: [String]
    /// Why less can be said than there is to see.
    package private(set) var reason: String?

    /// - Parameters:
    ///   - number: Of the call in the recording, where that holds several.
    ///   - place: Of the call in the replay, where that holds several.
    ///   - limits: Of what was played.
    package init(
        recorded: Report, number: Int, replayed: Report, place: Int? = nil, limits: ReplayLimits = .init()
    ) {
        let (before, then) = Self.state(recorded, number)
        let (now, verdict) = Self.state(replayed, place)
        let wasBroken = then == .fail
        // What stood in another finding's shadow then, and by itself now, is not new.
        let shadows = recorded.findings.filter { $0.refinedBy.map(before.contains) ?? false }.map(\.id)
        gone = before.filter { !now.contains($0) }
        left = now.filter { before.contains($0) || shadows.contains($0) }
        new = now.filter { !before.contains($0) && !shadows.contains($0) }
        outcome =
            switch verdict {
            case .pass: wasBroken ? .fixed : then == .incomplete ? .unknown : .stillHealthy
            case .incomplete: .unknown
            case .fail:
                // A failure without a name is told by its indicators.
                if !left.isEmpty || (before.isEmpty && now.isEmpty && wasBroken) { .stillBroken } else { .newlyBroken }
            }
        // What could not be played is not cured by its absence, and what stands for something hidden is no news.
        let unplayed = gone.compactMap { limits.unplayed[$0] }.first
        let sessions = (then: Self.sessions(recorded, number), now: Self.sessions(replayed, place))
        // A bridge that is cured of it begins a new session in time.
        let isShort = gone.contains("session-expired") && sessions.now < max(2, sessions.then)
        if outcome == .fixed, let why = unplayed ?? (isShort ? "the replay was over before the session expired" : nil) {
            (outcome, reason) = (.unknown, why)
        } else if outcome == .newlyBroken, wasBroken, !new.isEmpty,
            new.allSatisfy({ limits.invented[$0] != nil })
        {
            (outcome, reason) = (.unknown, new.compactMap { limits.invented[$0] }.first)
        } else if verdict == .pass, then == .incomplete {
            reason = "nothing is wrong now, and the recording does not show whether anything was"
        }
    }

    /// Connections to the model, of one call or of all.
    private static func sessions(_ report: Report, _ number: Int?) -> Int {
        guard let number, report.calls.count > 1, let call = report.calls.first(where: { $0.number == number }) else {
            return report.sessions.count
        }
        return call.models.count
    }

    /// Findings that stand by themselves, and the verdict: of one call, or of all.
    private static func state(_ report: Report, _ number: Int?) -> ([String], Verdict) {
        if let number, report.calls.count > 1, let call = report.calls.first(where: { $0.number == number }) {
            return (call.findings, call.verdict)
        }
        return (report.findings.filter { $0.refinedBy == nil }.map(\.id), report.verdict)
    }

    /// `fixed: second-turn-stall is gone`
    package var sentence: String {
        func list(_ ids: [String]) -> String { ids.joined(separator: ", ") }
        var parts: [String] = []
        if !left.isEmpty { parts.append("\(list(left)) as before") }
        if !gone.isEmpty { parts.append("\(list(gone)) \(gone.count == 1 ? "is" : "are") gone") }
        if !new.isEmpty { parts.append("\(list(new)) \(new.count == 1 ? "is" : "are") new") }
        if let reason { parts.append(reason) }
        return outcome.rawValue + (parts.isEmpty ? "" : ": " + parts.joined(separator: "; "))
    }
}

/// The line between the service and its client: replies that come slower than they play, and frames that no WebSocket may have.

extension Timeline {
    /// Gaps of this length in all are heard in one reply, ms; in two or more, ``smallHole``.
    private static let largeHole = 1_000.0
    private static let smallHole = 400.0

    /// Audio of replies that came later than it was due, in real time.
    func starvedReplies() -> Sighting? {
        guard isInRealTime else { return nil }
        for (index, connection) in connections.enumerated() {
            // By a clock of whole seconds each may seem that much longer than it was.
            let holes = connection.replyItems.filter {
                $0.starvedMs >= Self.smallHole + 2 * clockStepMs && $0.starved != nil
            }
            guard let worst = holes.max(by: { $0.starvedMs < $1.starvedMs }),
                worst.starvedMs >= Self.largeHole || holes.count >= 2
            else { continue }
            let seconds = worst.last.seconds(since: worst.first) ?? 0
            let turns = turnNumbers(holes.map { (index, $0.response) })
            return Sighting(
                "the audio of \(holes.count == 1 ? "a reply" : "\(holes.count) replies") came from the service slower than it plays: "
                    + "the worst had \(Self.words(milliseconds: worst.starvedMs)) of silence in it, "
                    + "\(Self.words(milliseconds: worst.milliseconds)) of sound in \(Self.words(seconds: seconds))",
                evidence: holes.prefix(4).flatMap { item in
                    let id = connection.responses[item.response].id
                    return [item.first.evidence("the first audio of \(id)")]
                        + (item.starved.map { [$0.evidence("audio of \(id) that was due before")] } ?? [])
                }, turns: turns,
                // All that came late since then came late for the same reason.
                brokenAt: self.turns.first { turns.contains($0.number) }?.start ?? holes.first?.starved)
        }
        return nil
    }

    /// The other side's bytes were no WebSocket frames, so this side had to hang up.
    func brokenFrames() -> Sighting? {
        for (index, connection) in connections.enumerated() {
            guard let ending = connection.ending, ending.breaksFraming, let failure = ending.failure else { continue }
            let during = activity(atEndOf: index)
            return Sighting(
                "the bytes that came from the service were no WebSocket frames: \(failure)\(during.map { ", during \($0.words)" } ?? "")",
                evidence: (during?.evidence ?? []) + [ending.evidence], turns: during?.turns ?? [],
                brokenAt: ending.moment)
        }
        return nil
    }
}

extension ModelConnection.Ending {
    /// This side closed because of what the other had written: 1002, 1007 or 1009 (RFC 6455, 7.4.1).
    var breaksFraming: Bool {
        guard byServer, let failure else { return false }
        return failure.contains("RFC 6455")
            || ["1002", "1007", "1009"].contains { failure.contains("closed with \($0)") }
    }
}

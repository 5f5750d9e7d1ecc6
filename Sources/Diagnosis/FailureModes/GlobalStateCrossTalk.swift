/// What one call's model says is played to another call's caller.
struct GlobalStateCrossTalk: FailureMode {
    static let about = About(
        id: "global-state-cross-talk",
        title: "one call's replies are played to another call's caller",
        hears: "One caller hears nothing, and another one hears two assistants.",
        evidence:
            "two calls at once: one caller was sent 2 s and more less than the model of that call said, and at the same time another caller was sent so much more than the model of that other call said",
        tellsApart:
            "With one call at a time all is well. What is missing here is found there; with delta-not-enqueued or sender-stalled it is found nowhere",
        causes: [
            "the carrier's socket, the streamSid or the session is a variable of the module",
            "a dictionary of calls whose key is the same for all",
        ],
        remedy:
            "Keep everything of a call in one object that is made for its connection, and run two calls in the test.",
        atFault: .bridge,
        source: "catalogue: global-state-cross-talk",
        stage: .bridge
    )

    /// One call alone shows nothing of it.
    static let looksAtWholeCapture = true

    /// Milliseconds.
    private static let least = 2_000.0

    func examine(_ call: Timeline) -> Sighting? {
        guard call.hasTimes else { return nil }
        let balances = call.calls.compactMap { call.balance($0) }
        for robbed in balances where robbed.missing >= Self.least && robbed.sent < robbed.said / 2 {
            let other = balances.filter { $0.call != robbed.call && $0.overlaps(robbed) && -$0.missing >= Self.least }
                .max { -$0.missing < -$1.missing }
            // A clear throws away what was on its way, so the two need not be equal to the millisecond.
            guard let other, -other.missing >= robbed.missing / 2 else { continue }
            return Sighting(
                "of \(Timeline.words(seconds: robbed.said / 1_000)) that its model said, \(robbed.name) was sent \(Timeline.words(seconds: robbed.sent / 1_000)); meanwhile \(other.name) was sent \(Timeline.words(seconds: -other.missing / 1_000)) more than its own model said",
                evidence: [
                    robbed.lost.evidence("audio for \(robbed.name)"),
                    other.lastMedia.evidence("media to \(other.name)"),
                ].sorted { $0.frame < $1.frame }, brokenAt: robbed.lost)
        }
        return nil
    }
}

extension Timeline {
    /// What a call's models said against what its caller was sent, in milliseconds.
    fileprivate struct Balance {
        var call: Int
        var name: String
        var said: Double
        var sent: Double
        var start: Double
        var end: Double
        /// The first reply of which nothing was sent within half a second; else the first of all.
        var lost: Moment
        var lastMedia: Moment

        var missing: Double { said - sent }
        func overlaps(_ other: Balance) -> Bool { start < other.end && other.start < end }
    }

    fileprivate func balance(_ one: Call) -> Balance? {
        let lines = one.phones.map { phones[$0] }
        let items = one.connections.flatMap { connections[$0].replyItems }.sorted { $0.first < $1.first }
        guard let name = lines.first?.name, let first = items.first, !lines.contains(where: { $0.cutMessages > 0 }),
            let start = lines.compactMap({ $0.first.time }).min(), let end = lines.compactMap({ $0.last.time }).max()
        else { return nil }
        let lost = items.first { item in
            guard let time = item.first.time else { return false }
            return !lines.contains {
                $0.media.trace.position(at: time + 0.5) > $0.media.trace.position(at: time - 0.05)
            }
        }
        return Balance(
            call: one.number, name: name, said: items.reduce(0) { $0 + $1.milliseconds },
            sent: lines.reduce(0) { $0 + $1.media.milliseconds }, start: start, end: end,
            lost: (lost ?? first).first, lastMedia: lines.compactMap(\.media.last).max() ?? first.first)
    }
}

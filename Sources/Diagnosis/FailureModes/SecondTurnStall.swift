/// The first turns work, and from one on nothing is answered any more.
struct SecondTurnStall: FailureMode {
    static let about = About(
        id: "second-turn-stall",
        title: "the first turns are answered, and from then on none is",
        hears: "The first answer comes, later ones never do.",
        evidence:
            "at least one answered turn, then turns that were heard and committed, or asked for, with no response.created and no error, though there was time, and none that recovers",
        tellsApart:
            "Something was answered before and nothing after; a single gap that recovers, or a first turn without answer, is response-never-created. With vad-dies-mid-session and speech-never-stops the later turns are not committed; with response-never-done the last response never ended",
        causes: [
            "a flag of the bridge, set in the first turn, is never cleared",
            "playback blocks the loop that reads and sends",
            "turns are committed by hand and response.create is forgotten or lost",
            "the task that reads events crashed on one that it did not know",
        ],
        remedy:
            "Follow the turn chain to the first missing link and fix that one: send response.create only when idle, after response.done; never block the reader; reconnect when a create stays unanswered for 5 s.",
        atFault: .bridgeOrService,
        source:
            "catalogue: second-turn-stall; case 000"
    )

    func examine(_ call: Timeline) -> Sighting? {
        let hits = Silences(call).final
        guard let first = hits.first, let due = first.due else { return nil }
        let answered = call.turns.filter {
            $0.connection == first.connection && $0.start < first.start && $0.outcome.hasReply
        }
        var evidence: [Evidence] = []
        if let last = answered.last, let response = call.response(of: last) { evidence += response.doneEvidence }
        evidence += hits.flatMap { call.evidence(of: $0) }
        return Sighting(
            "\(answered.count == 1 ? "one turn was" : "\(answered.count) turns were") answered, then no response was created for "
                + Timeline.words(turns: hits.map(\.number)) + call.waiting(after: due, on: first.connection),
            evidence: evidence, turns: hits.map(\.number), brokenAt: first.start)
    }
}

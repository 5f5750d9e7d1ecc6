/// What is left of the old reply is still sent after the carrier was cleared.
struct LateDeltasPlayed: FailureMode {
    static let about = About(
        id: "late-deltas-played",
        title: "a scrap of the old reply is sent after clear",
        hears: "Some words of the old sentence come after the interruption.",
        evidence:
            "clear at an interruption, and then media while the caller still speaks, before any audio of a newer response has come from the model",
        tellsApart:
            "It comes while the caller speaks. With stale-audio-resumed it comes when the caller is silent again; with no-clear-on-barge-in there is no clear",
        causes: [
            "the bridge's own queue is not emptied with clear",
            "deltas of the cancelled response that were under way are passed on",
            "what is to be dropped is decided by a flag and not by the id of the response",
        ],
        remedy:
            "Drop by response_id or item_id: from clear on pass on nothing of the interrupted response, and empty the queue in the same step.",
        atFault: .bridge,
        source: "catalogue: late-deltas-played; Twilio Media Streams, clear",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.oldAudio(
            call.noticedInterruptions.filter {
                $0.afterClearMs >= 100 * call.slack && !call.waitedForSilence($0)
            }
        ) { "\($0) of the old reply was sent after clear, while the caller was speaking" }
    }
}

extension Timeline {
    /// The old audio began again only when the caller had stopped.
    func waitedForSilence(_ hit: NoticedInterruption) -> Bool {
        let segment = connections[hit.connection].segments[hit.segment]
        guard let clear = hit.clear, let next = phones[hit.reply.phone].clears[clear].nextMedia, let end = segment.end
        else { return false }
        return next > end
    }

    func oldAudio(_ hits: [NoticedInterruption], _ words: (String) -> String) -> Sighting? {
        guard let worst = hits.max(by: { $0.afterClearMs < $1.afterClearMs }) else { return nil }
        let places = hits.prefix(5).flatMap { hit in
            let again = hit.clear.flatMap { phones[hit.reply.phone].clears[$0].nextMedia }
            return evidence(of: hit) + (again.map { [$0.evidence("media again, before any newer reply")] } ?? [])
        }
        return Sighting(
            words(NoticedInterruption.words(worst.afterClearMs)), evidence: places.sorted { $0.frame < $1.frame },
            turns: turnNumbers(hits.map(\.reply)), brokenAt: hits.first?.started)
    }
}

/// Whether the assistant speaks is judged by a list of marks, and the list does not say it.
struct MarkBookkeepingBroken: FailureMode {
    static let about = About(
        id: "mark-bookkeeping-broken",
        title: "marks are out, and the bridge takes the line for silent",
        hears: "Interruptions work now and then, and mostly not.",
        evidence:
            "a mark behind nearly every chunk, marks that the carrier has not echoed yet, and speech_started to which neither clear nor conversation.item.truncate answers",
        tellsApart:
            "So many marks, and some of them pending: with clear-skipped-when-done they are few or none",
        causes: [
            "the list of marks is emptied when the response is done, or when a new one begins, and not by their echoes",
            "a mark behind every delta, of one name, so that echoes are matched with the wrong ones",
            "marks are sent without streamSid, which the carrier never echoes",
        ],
        remedy:
            "One mark with a name of its own behind the last chunk of each item; it is out until its echo comes, and a clear sends back all that are out.",
        atFault: .bridge,
        source: "catalogue: mark-bookkeeping-broken; Twilio Media Streams, mark",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        let hits = call.unansweredInterruptions.filter {
            !$0.isGenerating && $0.truncates.isEmpty && call.hasMarksBehindAll($0)
        }
        guard let first = hits.first, var sighting = call.talkedOver(hits) else { return nil }
        let (count, pending) = call.marks(of: first)
        sighting.summary += "; \(count) marks belong to that reply, \(pending) of them were still out"
        return sighting
    }
}

extension Timeline {
    /// Marks behind the pieces of a reply, and how many of them had not come back when the caller began to speak.
    func marks(of hit: NoticedInterruption) -> (count: Int, pending: Int) {
        let marks = phones[hit.reply.phone].marks.filter {
            $0.atMs > hit.reply.fromMs + 1 && $0.atMs <= hit.reply.toMs + 1
        }
        let began = hit.started.time ?? 0
        return (marks.count, marks.count { $0.sent < hit.started && ($0.due ?? .infinity) > began })
    }

    /// More than half of the reply's chunks have one, and some are out.
    func hasMarksBehindAll(_ hit: NoticedInterruption) -> Bool {
        let media = phones[hit.reply.phone].media
        let (count, pending) = marks(of: hit)
        // Chunks of the reply, by their usual size: those of one bridge are alike.
        let chunk = media.messages > 0 ? media.milliseconds / Double(media.messages) : 0
        guard chunk > 0, pending > 0, count >= 5 else { return false }
        return Double(count) * chunk >= (hit.reply.sentToMs - hit.reply.fromMs) / 2
    }
}

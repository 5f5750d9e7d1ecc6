/// The model is told that the caller heard more than was played, or much less.
struct HeardVsSentDrift: FailureMode {
    static let about = About(
        id: "heard-vs-sent-drift",
        title: "the model remembers more, or less, of an interrupted reply than the caller heard",
        hears: "\"As I said …\", about words that were never heard; or what was heard is said again.",
        evidence:
            "an interruption with clear, and conversation.item.truncate at more than half a second behind what the carrier had played of the item, or more than a second before it, or no truncate within 3 s though more than a second was never heard",
        tellsApart:
            "The item is the right one and the service grants the cut. With truncate-past-end it refuses; with truncate-wrong-item another item is cut",
        causes: [
            "what was sent is counted, and not what was played",
            "truncate is not sent at all, or only while the response is being generated",
            "the position is that of the generation, which is faster than speech",
            "audio_end_ms is 0, a number of frames, or counted from a mark that came late",
        ],
        remedy:
            "audio_end_ms is what the carrier has played of the item: time since its first media, at most what was sent, confirmed by mark echoes. Send it with every clear that cuts a reply.",
        atFault: .bridge,
        source: "catalogue: heard-vs-sent-drift; OpenAI Realtime, conversation.item.truncate",
        stage: .bridge
    )

    private struct Drift {
        var hit: NoticedInterruption
        var heardMs: Double
        /// Nil: no truncate.
        var cutMs: Double?
        /// What the model believes to have been heard, and was not.
        var unheardMs: Double
    }

    func examine(_ call: Timeline) -> Sighting? {
        let drifts = call.noticedInterruptions.compactMap { drift($0, call) }
        guard let worst = drifts.max(by: { $0.unheardMs < $1.unheardMs }) else { return forgotten(call) }
        let words = worst.cutMs.map { "it was cut at \(NoticedInterruption.words($0))" } ?? "it was not truncated"
        return Sighting(
            "\(NoticedInterruption.words(worst.heardMs)) of the interrupted reply was heard, and \(words): the model remembers "
                + "\(NoticedInterruption.words(worst.unheardMs)) that nobody heard"
                + (drifts.count > 1 ? " (\(drifts.count) times)" : ""),
            evidence: drifts.prefix(5).flatMap { call.evidence(of: $0.hit) },
            turns: call.turnNumbers(drifts.map(\.hit.reply)), brokenAt: drifts.first?.hit.started)
    }

    /// Of what was heard, so much may be lost to a bridge that knows the last mark alone, milliseconds.
    private static let forgiven = 1_000.0

    /// The other way around: the model forgets what the caller has heard, and is asked about.
    private func forgotten(_ call: Timeline) -> Sighting? {
        let hits = call.noticedInterruptions.compactMap {
            hit -> (hit: NoticedInterruption, heard: Double, cut: Double)? in
            let connection = call.connections[hit.connection]
            let line = call.phones[hit.reply.phone]
            let own = call.item(hit.reply).id
            guard hit.isOfOneSession, let cleared = hit.clear.flatMap({ line.clears[$0].moment.time }),
                let cut = hit.truncates.map({ connection.truncates[$0] }).first(where: { $0.item == own }),
                cut.refused == nil, let asked = cut.audioEndMs.map(Double.init)
            else { return nil }
            let heard = line.playback.heardMs(from: hit.reply.fromMs, to: hit.reply.sentToMs, by: cleared)
            return heard - asked > Self.forgiven + call.lagMs ? (hit, heard, asked) : nil
        }
        guard let worst = hits.max(by: { $0.heard - $0.cut < $1.heard - $1.cut }) else { return nil }
        return Sighting(
            "\(NoticedInterruption.words(worst.heard)) of the interrupted reply was heard, and it was cut at \(NoticedInterruption.words(worst.cut)): the model forgets "
                + "\(NoticedInterruption.words(worst.heard - worst.cut)) that the caller knows"
                + (hits.count > 1 ? " (\(hits.count) times)" : ""),
            evidence: hits.prefix(5).flatMap { call.evidence(of: $0.hit) },
            turns: call.turnNumbers(hits.map(\.hit.reply)), brokenAt: hits.first?.hit.started)
    }

    private func drift(_ hit: NoticedInterruption, _ call: Timeline) -> Drift? {
        let connection = call.connections[hit.connection]
        let line = call.phones[hit.reply.phone]
        guard hit.isOfOneSession, let clear = hit.clear.map({ line.clears[$0] }), let cleared = clear.moment.time,
            connection.clientEvents > 0
        else { return nil }
        // What the caller has heard of the item when the line goes silent.
        let heard = line.playback.heardMs(from: hit.reply.fromMs, to: hit.reply.sentToMs, by: cleared)
        let own = call.item(hit.reply).id
        let cuts = hit.truncates.map { connection.truncates[$0] }
        let cut = cuts.first { $0.item == own }
        if let cut {
            guard cut.refused == nil, let asked = cut.audioEndMs.map(Double.init) else { return nil }
            let unheard = min(asked, hit.reply.toMs - hit.reply.fromMs) - heard
            guard unheard > call.talkOverLimit else { return nil }
            return Drift(hit: hit, heardMs: heard, cutMs: asked, unheardMs: unheard)
        }
        // Another item was cut, which is another fault; or the capture ends before a truncate could come.
        guard cuts.isEmpty, call.patience[hit.connection].elapsed(since: hit.started) >= 3 else { return nil }
        // What the service never generated it does not remember.
        let unheard = hit.reply.toMs - hit.reply.fromMs - heard
        guard unheard > 1_000 + call.lagMs else { return nil }
        return Drift(hit: hit, heardMs: heard, cutMs: nil, unheardMs: unheard)
    }
}

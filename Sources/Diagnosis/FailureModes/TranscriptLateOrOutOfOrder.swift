/// The caller's words are written down long after they were said.
struct TranscriptLateOrOutOfOrder: FailureMode {
    static let about = About(
        id: "transcript-late-or-out-of-order",
        title: "transcripts of the caller came long after the words",
        hears: "Nothing, where transcripts are only logged; hang-ups at the wrong moment where they decide.",
        evidence:
            "input_audio_transcription.completed over 6 s after the commit of its item, when the conversation had gone on",
        tellsApart:
            "They do come. With transcription-failed-event the service says that they will not",
        causes: ["another model writes them, in its own time", "a queue in front of the transcription"],
        remedy:
            "Order transcripts by item id and previous_item_id, not by arrival; let no interruption, hang-up or transfer wait for one.",
        atFault: .bridgeOrService,
        source: "catalogue: transcript-late-or-out-of-order; OpenAI Realtime, input_audio_transcription.completed"
    )

    /// Event invariants, I103, gives up after 10 s; the conversation has gone on before that.
    private static let late = 6.0

    func examine(_ call: Timeline) -> Sighting? {
        var hits: [(commit: ModelConnection.Commit, completed: Moment, seconds: Double)] = []
        var overtaken = 0
        for connection in call.connections {
            let done = Dictionary(
                // A log of types alone names no items.
                connection.transcriptions.filter { !$0.item.isEmpty }.compactMap { one in
                    one.completed.map { (one.item, $0) }
                },
                uniquingKeysWith: { first, _ in first })
            // The earliest transcript of the turns behind this one.
            var earliest: Moment?
            for commit in connection.commits.reversed() {
                guard let completed = done[commit.item] else { continue }
                if let earliest, earliest < completed { overtaken += 1 }
                earliest = [earliest, completed].compactMap { $0 }.min()
                guard let seconds = completed.seconds(since: commit.moment), seconds >= Self.late else { continue }
                hits.append((commit, completed, seconds))
            }
        }
        hits.sort { $0.commit.moment < $1.commit.moment }
        guard let worst = hits.max(by: { $0.seconds < $1.seconds }) else { return nil }
        let order = overtaken > 0 ? "; \(overtaken) came after that of a later turn" : ""
        return Sighting(
            "\(hits.count) transcript\(hits.count == 1 ? "" : "s") came up to \(Timeline.words(seconds: worst.seconds)) after the words\(order)",
            evidence: hits.prefix(3).flatMap {
                [
                    $0.commit.moment.evidence("input_audio_buffer.committed \($0.commit.item)"),
                    $0.completed.evidence("its transcript"),
                ]
            })
    }
}

/// The input buffer is cleared with the caller's words in it.
struct ClearRacesCommit: FailureMode {
    static let about = About(
        id: "clear-races-commit",
        title: "input_audio_buffer.clear threw away what the caller was saying",
        hears: "Words after a pause are missing; the assistant did not hear the rest.",
        evidence:
            "input_audio_buffer.clear within a second after a commit, or while the VAD hears speech, with 300 ms or more of clear speech appended since and never committed",
        tellsApart:
            "The audio was sent and measured; with silence-not-forwarded or input-not-forwarded it never left the bridge",
        causes: [
            "commit, response.create and clear in one burst, \"to start fresh\"",
            "clear on speech_started, in the belief that it stops playback",
        ],
        remedy: "Leave the clear out: a commit empties the buffer, and playback is stopped on the carrier's leg.",
        atFault: .bridge,
        source: "catalogue: clear-races-commit; OpenAI Realtime, input_audio_buffer.clear",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        var hits: [(clear: Moment, ms: Double)] = []
        for (index, connection) in call.connections.enumerated() where connection.appended.isMeasured {
            for clear in connection.clears where clear.refused == nil {
                let commit = connection.clientCommits.last { $0.moment < clear.moment && $0.refused == nil }?.moment
                let segment = connection.segments.last {
                    $0.started < clear.moment && ($0.end.map { $0 >= clear.moment } ?? true)
                }?.started
                let isRace = commit.map { call.patience[index].between($0, clear.moment) < 1 } ?? false
                guard isRace || segment != nil else { continue }
                let from = max(commit?.appendedMs ?? 0, segment.map { $0.appendedMs - 700 } ?? 0)
                let lost = connection.appended.bursts.filter(\.isClearSpeech).map {
                    min($0.endMs, clear.moment.appendedMs) - max($0.startMs, from)
                }.filter { $0 > 0 }.reduce(0, +)
                if lost >= 300 { hits.append((clear.moment, lost)) }
            }
        }
        guard let first = hits.first else { return nil }
        return Sighting(
            "input_audio_buffer.clear threw away \(Timeline.words(milliseconds: hits.map(\.ms).reduce(0, +))) of the caller's speech\(hits.count > 1 ? " in \(hits.count) places" : "")",
            evidence: hits.prefix(5).map {
                $0.clear.evidence("input_audio_buffer.clear: \(Int(bounded: $0.ms)) ms of speech lost")
            },
            brokenAt: first.clear)
    }
}

/// Audio arrives, and there is nothing in it.
struct AudioIsDigitalSilence: FailureMode {
    static let about = About(
        id: "audio-is-digital-silence",
        title: "the audio of a reply is silence",
        hears: "Nothing, while all counters look healthy.",
        evidence:
            "a response with a transcript whose decoded audio is digital silence or below -60 dBFS",
        tellsApart:
            "Audio deltas did arrive and were decoded, unlike with text-instead-of-audio; the level is measured, so a capture with cut payloads proves nothing",
        causes: [
            "a fault of the service or of the model",
            "something between the service and the log muted it",
        ],
        remedy:
            "Measure the level of every response; when it is silent, send response.create again or play a fallback.",
        atFault: .service,
        source:
            "catalogue: audio-is-digital-silence"
    )

    /// Below this no telephone lets one hear anything, dBFS.
    private static let inaudible = -60.0

    func examine(_ call: Timeline) -> Sighting? {
        let hits = call.responses { response, _ in
            let hasWords = !response.text.isEmpty || response.textDeltas > 0 || (response.usage?.outputAudio ?? 0) > 0
            return response.audio.isMeasured && response.audio.level.rms < Self.inaudible && hasWords
                && !response.isCancelled
        }
        guard let first = hits.first.map(call.trace) else { return nil }
        let turns = call.turnNumbers(hits)
        let level =
            first.audio.level.isDigitalSilence ? "digital silence" : "\(Int(first.audio.level.rms.rounded())) dBFS"
        let evidence = hits.flatMap { hit -> [Evidence] in
            let response = call.trace(hit)
            return (response.audio.first.map { [$0.evidence("the first audio of \(response.id): \(level)")] } ?? [])
                + response.doneEvidence
        }
        return Sighting(
            "\(Timeline.words(seconds: first.audio.milliseconds / 1_000)) of audio in \(Timeline.words(turns: turns)) are \(level)\(first.text.isEmpty ? "" : ", under the transcript \"\(first.text.prefix(80))\"")",
            evidence: evidence, turns: turns)
    }
}

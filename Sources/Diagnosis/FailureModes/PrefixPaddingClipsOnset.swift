/// Speech is noticed later than it begins, and the padding does not reach back far enough.
struct PrefixPaddingClipsOnset: FailureMode {
    static let about = About(
        id: "prefix-padding-clips-onset",
        title: "the padding before speech is so short that the caller's first sounds are cut off",
        hears: "The first syllable of the caller is missing: \"no\" is taken for \"oh\", names are misheard.",
        evidence:
            "prefix_padding_ms of 150 or less, and in two turns or more an audio_start_ms that lies 60 ms or more behind the beginning of the sound in what was appended",
        tellsApart: "The turn is noticed and answered; only its beginning is missing",
        causes: ["prefix_padding_ms set to 0 or 100 by guess", "a high threshold, which notices speech late"],
        remedy: "Set prefix_padding_ms to 300, the default; change it only with a recording that shows the difference.",
        atFault: .configuration,
        source: "catalogue: prefix-padding-clips-onset; OpenAI Realtime, turn_detection",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        // Both sample clocks begin with the session: only our own captures are sure to hold its first append.
        guard call.isCapture else { return nil }
        let clipped = call.turns.compactMap { turn -> (turn: Turn, ms: Double)? in
            let connection = call.connections[turn.connection]
            guard let segment = turn.segment.map({ connection.segments[$0] }), let start = segment.startMs,
                connection.echoes.first?.isCreated == true, connection.appended.isMeasured,
                let detection = connection.turnDetection(at: segment.started), detection.prefixMs <= 150,
                let burst = turn.burst.map({ connection.appended.bursts[$0] }), burst.isClearSpeech
            else { return nil }
            let missing = Double(start) - burst.startMs
            return (60...1_000).contains(missing) ? (turn, missing) : nil
        }
        guard clipped.count >= 2, let first = clipped.first else { return nil }
        let connection = call.connections[first.turn.connection]
        let padding = connection.turnDetection(at: first.turn.start)?.prefixMs ?? 0
        return Sighting(
            "with prefix_padding_ms \(padding) the first \(Int(bounded: first.ms)) ms of \(Timeline.words(turns: clipped.map(\.turn.number))) never reached the model",
            evidence: clipped.prefix(4).flatMap { hit in
                [
                    hit.turn.burst.map {
                        connection.appended.bursts[$0].started.evidence("input_audio_buffer.append: the sound begins")
                    },
                    hit.turn.segment.map {
                        connection.segments[$0].started.evidence(
                            "speech_started, audio_start_ms \(connection.segments[$0].startMs ?? 0)")
                    },
                ].compactMap { $0 }
            },
            turns: clipped.map(\.turn.number))
    }
}

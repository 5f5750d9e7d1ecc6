/// Speech is noticed, silence follows, and its end is never noticed.
struct SpeechNeverStops: FailureMode {
    static let about = About(
        id: "speech-never-stops",
        title: "the end of the speech is never noticed",
        hears: "The assistant waits for ever.",
        evidence:
            "speech_started without speech_stopped or commit, on an open connection, after more silence was appended than turn_detection needs (silence_duration_ms and 1.5 s more); where the audio cannot be measured, after 10 s",
        tellsApart:
            "Speech was noticed, unlike with vad-dies-mid-session, and nothing was committed, unlike with second-turn-stall and response-never-created",
        causes: [
            "the format of the audio is not the one that the session expects",
            "constant noise or music behind the caller",
            "the threshold is too low",
            "the bridge stops sending audio when the caller is silent, so that the service never hears the silence",
        ],
        remedy:
            "Send silence too, in the format of session.audio.input.format; raise turn_detection.threshold or set noise_reduction; send input_audio_buffer.commit and response.create after your own longest turn.",
        atFault: .configuration,
        source:
            "catalogue: speech-never-stops; OpenAI Realtime, turn_detection"
    )

    func examine(_ call: Timeline) -> Sighting? {
        let hits = call.turns.filter { $0.outcome == .unstopped }
        guard let first = hits.first, let number = first.segment else { return nil }
        let connection = call.connections[first.connection]
        let segment = connection.segments[number]
        var evidence = [segment.started.evidence("input_audio_buffer.speech_started \(segment.item)")]
        var silence = call.waiting(after: segment.started, on: first.connection)
        if connection.appended.isMeasured {
            // Who sends nothing any more sends no silence either.
            guard connection.appended.milliseconds - segment.started.appendedMs >= 1_000 else { return nil }
        }
        if connection.appended.isMeasured, let last = connection.appended.bursts.last, last.ended > segment.started {
            let seconds = (connection.appended.milliseconds - last.endMs) / 1_000
            evidence.append(
                last.ended.evidence(
                    "the last sound that was appended; \(Timeline.words(seconds: seconds)) of silence follow"))
            silence = ", though \(Timeline.words(seconds: seconds)) of silence were sent"
        }
        return Sighting(
            "speech_started came in turn \(first.number), and no speech_stopped\(silence)", evidence: evidence,
            turns: hits.map(\.number))
    }
}

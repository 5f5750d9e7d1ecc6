import SpeechAudio

/// PCM of one rate under the name of another: the model hears the caller too fast or too slowly.
struct InputRateMismatch: FailureMode {
    static let about = About(
        id: "input-rate-mismatch",
        title: "the caller's samples have another rate than the session expects",
        hears: "The assistant mishears, answers words that were never said, and ends turns too early or too late.",
        evidence:
            "held against the phone leg, the appended speech plays too fast or too slowly by the ratio of two usual rates; where there is only the model leg, audio is appended steadily, for 8 s and more, at 0.33 or 0.67 ms for each ms of time",
        tellsApart:
            "The format is right and what is heard is speech; with input-codec-mismatch it is noise. A client that sends files faster than real time, or only while somebody speaks, is not steady at such a ratio",
        causes: [
            "the microphone or the front end delivers 16 kHz, and the session is told 24 kHz",
            "µ-law was decoded to 8 kHz PCM and not resampled",
            "a resampler is set to another rate than the stream has",
        ],
        remedy:
            "Resample to 24,000 Hz before input_audio_buffer.append, for that is the only rate of audio/pcm; or use audio/pcmu and pass the telephone's bytes through.",
        atFault: .configuration,
        source: "catalogue: input-rate-mismatch; OpenAI Realtime, session.audio.input.format.rate",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for fidelity in call.fidelities {
            guard let result = fidelity.up.result,
                let fault = result.faults.first(where: { if case .speed = $0 { true } else { false } })
            else { continue }
            return Sighting(
                result.sentence(.up, faults: [fault]),
                evidence: call.firstAppends(of: fidelity.call, "the caller's audio"),
                turns: call.turns(of: fidelity.call))
        }
        // More than real time proves nothing: so are files sent.
        guard call.isInRealTime else { return nil }
        for (index, connection) in call.connections.enumerated() {
            guard
                call.fidelities.allSatisfy({ !call.calls[$0.call].connections.contains(index) || $0.up.result == nil }),
                case .pcm16? = connection.appendedEncoding,
                let pace = connection.appendTrace.steadyPace(seconds: 8),
                let rate = [8_000, 16_000].first(where: {
                    abs(pace.ratio / (Double($0) / 24_000) - 1) < 0.02
                })
            else { continue }
            let speed = 24_000 / Double(rate)
            let words = "\(Fidelity.hundredths(speed)) times too fast"
            return Sighting(
                "for \(Timeline.words(seconds: pace.seconds)) audio was appended at \(Fidelity.hundredths(pace.ratio)) times real time, as \(Fidelity.kilohertz(rate)) samples in a 24 kHz session are: the model heard the caller \(words)",
                evidence: [pace.first.evidence("input_audio_buffer.append, the first of them")],
                turns: call.turns(on: index).map(\.number))
        }
        return nil
    }
}

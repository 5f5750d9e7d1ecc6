import SpeechAudio

/// The caller's audio is appended in another format than the session was told.
struct InputCodecMismatch: FailureMode {
    static let about = About(
        id: "input-codec-mismatch",
        title: "the model is given the caller's audio in another format than the session expects",
        hears:
            "The assistant answers things that were never said, or waits for ever: to the model the caller is noise.",
        evidence:
            "the appended bytes are the caller's words only when they are read in another format than session.audio.input.format: held against the phone leg by bytes or by loudness over time; where there is only the model leg, noise in the declared format and speech in another one, in every stretch that was looked at",
        tellsApart:
            "The format is wrong, so that the model hears noise; with input-rate-mismatch it is right and the speed is wrong",
        causes: [
            "session.audio.input.format was never set, or only that of the output, so that PCM16 at 24 kHz is expected",
            "the session.update that set it was refused",
            "a library converts between telephone and model although both speak G.711, or does not where they differ",
            "PCM16 in the byte order of the network, or cut at an odd byte",
        ],
        remedy:
            "Send session.audio.input.format {\"type\":\"audio/pcmu\"}, wait until session.updated echoes it, and append the payload of Twilio's media unchanged.",
        atFault: .configuration,
        source: "catalogue: input-codec-mismatch; OpenAI Realtime, session.audio.input.format",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for fidelity in call.fidelities {
            guard let result = fidelity.up.result,
                let fault = result.faults.first(where: { if case .encoding = $0 { true } else { false } })
            else { continue }
            return Sighting(
                result.sentence(.up, faults: [fault]),
                evidence: call.firstAppends(of: fidelity.call, "the caller's audio"),
                turns: call.turns(of: fidelity.call))
        }
        // What the model leg alone shows.
        for (index, connection) in call.connections.enumerated() {
            guard let likely = connection.appendedSound.likely, let first = connection.appended.first else { continue }
            let sound = connection.appendedSound
            return Sighting(
                "the audio that was appended as \(sound.encoding.wireName) is noise, and speech when it is read as \(likely.wireName)",
                evidence: [
                    (sound.noticed ?? first).evidence("input_audio_buffer.append: noise as \(sound.encoding.wireName)")
                ],
                turns: call.turns(on: index).map(\.number))
        }
        return nil
    }
}

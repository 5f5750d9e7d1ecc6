import SpeechAudio

/// Audio is played in another format than it is in: the model's PCM16 by a carrier as µ-law, the vacuum cleaner; or what the service
/// sends is not what its session says.
struct PCMSentAsMulaw: FailureMode {
    static let about = About(
        id: "pcm-sent-as-mulaw",
        title: "the model's audio is in another format than the one in which it is played",
        hears: "Loud static instead of speech, and several times too long.",
        evidence:
            "what the carrier was sent is the model's speech only when it is read in another format than µ-law at 8 kHz: the same bytes as the deltas, or the same loudness over time. Or the service's own deltas are noise in the format that the session declares and speech in another; or they last as much shorter or longer than their audio tokens (50 ms each) as two sampling rates differ, and so fast or slow nobody speaks",
        tellsApart:
            "What the carrier plays is noise from the first word on; with text-sent-as-audio and wav-header-in-payload only parts are. Where the service's deltas are wrong, the bridge is innocent, and probe finds the same",
        causes: [
            "the session.update was refused, so that the model speaks PCM16 at 24 kHz, its default",
            "a token of the beta dialect (g711_ulaw) on a GA session",
            "a library sends its own configuration at a hand-off",
            "the conversion to µ-law was left out, or swaps bytes",
            "a gateway or a server that imitates the protocol ignores the format or the rate that it echoes",
        ],
        remedy:
            "Send session.audio.output.format {\"type\":\"audio/pcmu\"} and check that session.updated echoes it; or resample 24 kHz to 8 kHz and encode µ-law before media. Where the deltas are not in the format of session.updated, ask for the format that comes, or go past the gateway.",
        atFault: .configuration,
        source: "catalogue: pcm-sent-as-mulaw; Twilio Media Streams, media.payload",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.soundInAnotherFormat() ?? sentOn(call) ?? call.soundAtAnotherRate()
    }

    private func sentOn(_ call: Timeline) -> Sighting? {
        for fidelity in call.fidelities {
            guard let result = fidelity.down.result,
                let fault = result.faults.first(where: { if case .encoding = $0 { true } else { false } })
            else { continue }
            return Sighting(
                result.sentence(.down, faults: [fault]),
                evidence: call.firstMedia(of: fidelity.call, "what the model said"),
                turns: call.turns(of: fidelity.call))
        }
        return nil
    }
}

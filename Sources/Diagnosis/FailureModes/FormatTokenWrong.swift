/// An audio format that the service does not know, or a string where an object belongs.
struct FormatTokenWrong: FailureMode {
    static let about = About(
        id: "format-token-wrong",
        title: "an audio format was refused",
        hears:
            "Noise on the line, or silence: the update that set the format was thrown away whole, so PCM16 at 24 kHz stays.",
        evidence:
            "an error invalid_type or invalid_value whose param is an audio format, its type or its rate (session.audio.input.format, session.output_audio_format …)",
        tellsApart: "With pcm-rate-missing the format is right and lacks its rate",
        causes: [
            "the beta's words g711_ulaw and pcm16 on GA", "a bare string where GA wants an object",
            "a rate other than 24000 for audio/pcm",
        ],
        remedy:
            "Write {\"type\": \"audio/pcmu\"} for Twilio's mu-law, {\"type\": \"audio/pcma\"} for A-law, {\"type\": \"audio/pcm\", \"rate\": 24000} for PCM16, in audio.input.format and in audio.output.format; in the beta g711_ulaw, g711_alaw or pcm16 as a string.",
        atFault: .configuration,
        source: "catalogue: format-token-wrong; OpenAI Realtime, audio formats; realtime reference, 8.1",
        refines: ["session-update-rejected-defaults"], stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.sighting(ofRefusals: FormatTokenWrong.fits) {
            $0.words($0.subject == .request ? "response.create" : "session.update")
        }
    }

    static func fits(_ refusal: Refusal) -> Bool {
        guard refusal.subject != .item, !refusal.isUnknownParameter, !PCMRateMissing.fits(refusal) else { return false }
        return ["input_audio_format", "output_audio_format", "input.format", "output.format"].contains {
            refusal.field.hasSuffix($0) || refusal.field.contains("\($0).")
        }
    }
}

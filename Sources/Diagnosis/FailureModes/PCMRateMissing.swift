/// audio/pcm without its rate.
struct PCMRateMissing: FailureMode {
    static let about = About(
        id: "pcm-rate-missing",
        title: "audio/pcm was given without its rate, and the update was refused",
        hears: "The settings have no effect, though they match an official example.",
        evidence:
            "an error missing_required_parameter whose param ends in format.rate (session.audio.output.format.rate)",
        tellsApart: "With format-token-wrong the format itself is refused",
        causes: [
            "an example in the documentation that lacked the rate", "the rate set for the input and not for the output",
        ],
        remedy:
            "Write {\"type\": \"audio/pcm\", \"rate\": 24000}, the only rate there is; audio/pcmu and audio/pcma take none.",
        atFault: .configuration,
        source: "catalogue: pcm-rate-missing; OpenAI Realtime, audio formats; realtime reference, 8.1",
        refines: ["session-update-rejected-defaults"], stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.sighting(ofRefusals: PCMRateMissing.fits) {
            $0.words($0.subject == .request ? "response.create" : "session.update")
        }
    }

    static func fits(_ refusal: Refusal) -> Bool {
        refusal.isMissing && refusal.field.hasSuffix("format.rate")
    }
}

import RealtimeProtocol

/// A voice that the Realtime API does not have.
struct UnsupportedVoice: FailureMode {
    static let about = About(
        id: "unsupported-voice",
        title: "a voice was asked for that the Realtime API does not have",
        hears:
            "The default voice, and with it every other default: the update was refused whole. On a telephone noise.",
        evidence: "an error invalid_value whose param is a voice (session.audio.output.voice, session.voice)",
        tellsApart: "With voice-change-after-audio the voice exists and comes too late",
        causes: [
            "fable, nova or onyx, which only the speech endpoint has", "a voice of another vendor",
            "a voice that only GA has (marin, cedar) in a beta session",
        ],
        remedy:
            "Choose alloy, ash, ballad, coral, echo, sage, shimmer, verse, marin or cedar, and check it before the call is taken.",
        atFault: .configuration,
        source: "catalogue: unsupported-voice; OpenAI Realtime, voices; realtime reference, 8.3",
        refines: ["session-update-rejected-defaults"], stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.sighting(ofRefusals: UnsupportedVoice.fits) { refusal in
            let name = refusal.session?.voice.map { " (voice \($0))" } ?? ""
            return refusal.words(refusal.subject == .request ? "response.create" : "session.update") + name
        }
    }

    static func fits(_ refusal: Refusal) -> Bool {
        guard refusal.subject != .item, refusal.code == "invalid_value",
            ["voice", "audio.output.voice"].contains(refusal.field)
        else { return false }
        // New voices come; those of the speech endpoint stay what they are.
        return !refusal.isForeseen || refusal.session?.voice.map(Voices.speechOnly.contains) ?? false
    }
}

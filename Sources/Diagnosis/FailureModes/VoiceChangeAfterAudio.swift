/// The voice is fixed once the assistant has spoken; an update that names another is refused whole.
struct VoiceChangeAfterAudio: FailureMode {
    static let about = About(
        id: "voice-change-after-audio",
        title: "an update with another voice came after the assistant had spoken, and was refused whole",
        hears: "After a hand-over or a change in the call the old assistant goes on: old prompt, old tools, old voice.",
        evidence: "an error cannot_update_voice, and no session.updated for that update",
        tellsApart: "With unsupported-voice the voice does not exist; here it is too late for it",
        causes: ["an SDK that sends the whole configuration again", "agents with voices of their own"],
        remedy:
            "Name the voice once, before the first audio; leave it out of every later session.update. Another voice needs another connection.",
        atFault: .configuration,
        source: "catalogue: voice-change-after-audio; OpenAI Realtime, session.update",
        refines: ["session-update-rejected-defaults"], stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.sighting(ofRefusals: { $0.subject == .update && $0.code == "cannot_update_voice" }) {
            $0.words("session.update")
        }
    }
}

/// Marks reach the carrier, and audio never does.
struct InternalQueueSchemaMismatch: FailureMode {
    static let about = About(
        id: "internal-queue-schema-mismatch",
        title: "marks are sent to the carrier, and audio never is",
        hears: "Silence, though marks come and go.",
        evidence:
            "whole replies with audio on the model leg that nobody interrupted; of all that the bridge sends to the carrier nothing is media",
        tellsApart:
            "Something is sent, but never audio. With start-event-swallowed nothing is; with twilio-message-wrong-shape audio is sent and dropped; with delta-not-enqueued some replies are sent",
        causes: [
            "the loop that sends does not know the shape in which it is handed audio, and has no branch for the rest",
            "the handler waits for the other dialect's event: response.audio.delta, or response.output_audio.delta",
            "a mute flag that is never lifted",
        ],
        remedy:
            "Give the queue one type, log what its reader does not know, and count: milliseconds of deltas against milliseconds of media.",
        atFault: .bridge,
        source: "catalogue: internal-queue-schema-mismatch",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.sighting(.neverAudio) {
            "the model sent \($0) of audio in \($1), and the bridge sent the carrier none of it"
        }
    }
}

/// Some replies are passed on, and others are thrown away.
struct DeltaNotEnqueued: FailureMode {
    static let about = About(
        id: "delta-not-enqueued",
        title: "whole replies are thrown away by the bridge",
        hears: "Some answers are silent, and others are heard.",
        evidence:
            "a reply with audio on the model leg, no speech and no clear since it was created, and nothing of it on the phone leg; other replies are passed on, or marks still are",
        tellsApart:
            "Other replies pass. With sender-stalled and reader-task-died none does any more; with stuck-gate-flag none since a clear",
        causes: [
            "a guard: the caller has not spoken yet, the greeting is still on, the reply is not the one that is waited for",
            "the id of the response is in a set of cancelled ones", "a full queue, and its error is swallowed",
        ],
        remedy:
            "Count every delta that is not passed on, with its reason and response_id, and log the sum at response.done.",
        atFault: .bridge,
        source: "catalogue: delta-not-enqueued",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.sighting(.some) { "the model sent \($0) of audio in \($1) of which the carrier was sent nothing" }
    }
}

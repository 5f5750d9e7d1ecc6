/// An interruption shuts a gate, and nothing opens it again.
struct StuckGateFlag: FailureMode {
    static let about = About(
        id: "stuck-gate-flag",
        title: "after an interruption no reply is heard any more",
        hears: "Everything is well until the first interruption; from then on there is silence.",
        evidence:
            "clear, and after it no media for the whole rest of the call, though the model answers later turns with audio that nobody interrupts",
        tellsApart:
            "It begins with a clear. With reader-task-died and sender-stalled it begins without one; with delta-not-enqueued later replies pass",
        causes: [
            "a flag that the interruption sets is cleared only where a reply ends well",
            "it is cleared by the id of the interrupted response, which never comes again",
        ],
        remedy:
            "Tie what is to be dropped to a response_id, so that a new response is free by itself; clear flags at response.done of every status.",
        atFault: .bridge,
        source: "catalogue: stuck-gate-flag",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.sighting(.sinceClear) {
            "since the last clear the model sent \($0) of audio in \($1), and the carrier none"
        }
    }
}

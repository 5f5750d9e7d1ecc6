/// Nothing that the model sends has any effect any more.
struct ReaderTaskDied: FailureMode {
    static let about = About(
        id: "reader-task-died",
        title: "from some moment on the bridge reacts to nothing that the model sends",
        hears: "Complete silence from some moment on, while the call stays up.",
        evidence:
            "replies are passed on up to some moment, which may be in the middle of one; after it the model sends audio, the caller's audio is still appended, and the bridge sends the carrier nothing and the model nothing else",
        tellsApart:
            "No reaction of any kind. With sender-stalled the bridge still acts on the model leg; with stuck-gate-flag it begins with a clear",
        causes: [
            "an exception in the handler of an event: a field that is null or missing, a name that is not set",
            "the task was never awaited, so that nobody saw it end", "the reader waits for something that never comes",
            "the task that writes to the carrier has ended, and the reader waits for it",
        ],
        remedy:
            "Catch per event and log the event; watch the task and end the call, or connect anew, when it ends.",
        atFault: .bridge,
        source: "catalogue: reader-task-died",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.sighting(.readerStopped) {
            "the bridge did not react to anything any more, while the model sent \($0) of audio in \($1)"
        }
    }
}

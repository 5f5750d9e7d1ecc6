/// The bridge still hears the model, and does not write to the carrier any more.
struct SenderStalled: FailureMode {
    static let about = About(
        id: "sender-stalled",
        title: "from some moment on nothing is written to the carrier",
        hears: "It begins well; in the middle of a sentence, or from some turn on, there is silence.",
        evidence:
            "media up to some moment and no message to the carrier after it, though the model sends audio; the bridge still acts on what the model says: it truncates, answers a function call, asks for a reply",
        tellsApart:
            "The bridge still hears the model. With reader-task-died nothing that the model sends has any effect; where nothing came that asks for one, a writer that died looks like a reader that did. With start-event-swallowed nothing was ever sent",
        causes: [
            "the task or thread that writes has ended of an exception",
            "a send that waits for ever, as in another thread than the loop's",
            "a queue that is full, and a put that waits",
        ],
        remedy:
            "Watch the writer: restart it or end the call when it ends, give every send a limit, and compare what was queued with what was sent.",
        atFault: .bridge,
        source: "catalogue: sender-stalled",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.sighting(.writerStopped) {
            "nothing more was written to the carrier, while the model sent \($0) of audio in \($1)"
        }
    }
}

/// The model answers, and the carrier is not sent a single message.
struct StartEventSwallowed: FailureMode {
    static let about = About(
        id: "start-event-swallowed",
        title: "the model answers, and the carrier is sent nothing at all",
        hears: "Total silence.",
        evidence:
            "start on the phone leg, whole replies with audio on the model leg that nobody interrupted, and not one message of the bridge to the carrier: no media, no mark, no clear",
        tellsApart:
            "Not even a mark is sent, ever. With internal-queue-schema-mismatch marks are; with handler-not-wired there is no model; with sender-stalled it begins well",
        causes: [
            "one layer reads start and keeps streamSid, and the one that speaks waits for a start of its own",
            "the listener is attached after start has come",
            "the writer to the carrier was never started",
            "the handler waits for the beta's response.audio.delta, and GA sends response.output_audio.delta",
        ],
        remedy:
            "Give streamSid to the part that speaks when it is made, attach listeners before anything is awaited, handle audio by the name that today's events have (response.output_audio.delta), and log a warning when audio of the model finds no stream.",
        atFault: .bridge,
        source: "catalogue: start-event-swallowed; Twilio Media Streams, start",
        also: ["beta-event-names-on-ga"],
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.sighting(.nothingEver) {
            "the model sent \($0) of audio in \($1), and the bridge sent the carrier nothing"
        }
    }
}

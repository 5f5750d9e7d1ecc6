import TelephonyProtocol

/// The bridge speaks on a stream that only listens.
struct UnidirectionalStream: FailureMode {
    static let about = About(
        id: "unidirectional-stream",
        title: "the bridge speaks on a stream that only listens",
        hears: "The assistant hears the caller, and the caller hears nothing of it.",
        evidence:
            "messages of the bridge on a stream that was begun with <Start>, by the TwiML or by an outbound track in start; Twilio 31924",
        tellsApart: "The messages are right, and the stream is the wrong one",
        causes: [
            "<Start><Stream> in the TwiML, from an example for transcription",
            "the stream is begun by the REST interface, which makes one that listens only",
        ],
        remedy: "<Response><Connect><Stream url=\"wss://…\"/></Connect></Response>",
        atFault: .configuration,
        source: "catalogue: unidirectional-stream; Twilio error 31924; TwiML <Stream>",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.complaints([.unidirectionalStream]) {
            "\($0.dropped) message\($0.dropped == 1 ? "" : "s") to a stream that only listens\($0.code)"
        }
    }
}

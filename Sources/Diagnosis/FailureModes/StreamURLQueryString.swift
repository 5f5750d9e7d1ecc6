/// Values are put where the carrier does not send them.
import CallCapture
import JSONText

struct StreamURLQueryString: FailureMode {
    static let about = About(
        id: "stream-url-query-string",
        title: "the stream's address has a query, which the carrier does not send",
        hears: "Nothing wrong, or a call that knows nothing of its caller; with some servers no connection at all.",
        evidence: "TwiML whose <Stream url> has a question mark; Twilio drops it, or answers 31920",
        tellsApart: "The TwiML itself. With stream-cannot-connect the address is right and does not answer",
        causes: ["a WebSocket's address is taken to carry a query as a web page's does"],
        remedy:
            "<Parameter name=\"…\" value=\"…\"/> inside <Stream>: they come in start.customParameters. Or put them into the path.",
        atFault: .configuration,
        source: "catalogue: stream-url-query-string; Twilio error 31920; TwiML <Stream>",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? { call.twiml("query-string") { $0 } }
}

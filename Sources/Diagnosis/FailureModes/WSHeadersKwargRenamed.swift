/// The bridge fails in the moment in which it would call the model.
import CallCapture
import JSONText

struct WSHeadersKwargRenamed: FailureMode {
    static let about = About(
        id: "ws-headers-kwarg-renamed",
        title: "the bridge hangs up as the call begins, before it has called the model",
        hears: "The call drops the moment it connects.",
        evidence:
            "the bridge closes the carrier's connection within 2 s of start, has sent it nothing, and no connection to the model was tried",
        tellsApart:
            "The model was not called. With handler-not-wired the line stays open; with a refused key or address there is a connection that was refused; its traceback names the cause",
        causes: [
            "websockets 14 renamed extra_headers to additional_headers: TypeError: unexpected keyword argument",
            "an exception before that: OPENAI_API_KEY is not set, or a configuration that cannot be read",
            "the handler of start fails on a field that it does not find",
        ],
        remedy:
            "Read the bridge's first traceback. For websockets 14 and later pass additional_headers, before it extra_headers, and pin the version; build the model's URL and key at the start of the process, so that it fails there.",
        atFault: .bridge,
        source: "catalogue: ws-headers-kwarg-renamed; websockets 14.0, legacy and new asyncio client",
        refines: ["bridge-closes-twilio-socket"],
        stage: .bridge
    )

    /// Which connection to the model belongs to whom may be unknown.
    static let looksAtWholeCapture = true
    /// Of sample time.
    private static let atOnce = 2.0

    func examine(_ call: Timeline) -> Sighting? {
        guard call.mayMissNoModel else { return nil }
        for one in call.calls where one.connections.isEmpty {
            for line in one.phones.map({ call.phones[$0] }) {
                guard let start = line.starts.first?.moment, line.bridgeMessages == 0, let ending = line.ending,
                    ending.byBridge, !line.stops.contains(where: { $0 < ending.moment }),
                    let seconds = ending.moment.seconds(since: start), seconds <= Self.atOnce
                else { continue }
                return Sighting(
                    "\(ending.text) \(Timeline.words(seconds: seconds)) after start, and the model was never called",
                    evidence: [start.evidence("start"), ending.moment.evidence(ending.text)],
                    brokenAt: ending.moment)
            }
        }
        return nil
    }
}

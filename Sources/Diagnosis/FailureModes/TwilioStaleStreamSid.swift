import TelephonyProtocol

/// Right messages for a stream that is not this one.
struct TwilioStaleStreamSid: FailureMode {
    static let about = About(
        id: "twilio-stale-streamsid",
        title: "messages to the carrier name another stream",
        hears: "Nothing of the assistant, or another caller hears it.",
        evidence: "media, mark or clear whose streamSid is not the one of this connection's start; Twilio 31951",
        tellsApart: "A stream is named, but another one. With twilio-missing-streamsid none is named",
        causes: [
            "streamSid is kept in a global variable, and another call has begun",
            "a constant is left from a trial", "callSid is sent in its place",
            "the carrier has connected anew, and the old stream is still used",
        ],
        remedy: "Keep streamSid with the connection that brought it, and take the new one at every start.",
        atFault: .bridge,
        source: "catalogue: twilio-stale-streamsid; Twilio error 31951",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.complaints([.staleStreamSid]) { "\($0.amount) for another stream\($0.code): \($0.detail)" }
    }
}

import TelephonyProtocol

/// Right messages that do not say for which stream they are.
struct TwilioMissingStreamSid: FailureMode {
    static let about = About(
        id: "twilio-missing-streamsid",
        title: "messages to the carrier do not name their stream",
        hears: "Nothing of the assistant, although everything is sent; or interruptions that do not work.",
        evidence: "media, mark or clear without streamSid, or with null or an empty one, after start; Twilio 31951",
        tellsApart:
            "No stream is named. With twilio-stale-streamsid another one is; with early-audio-before-start it happens only before start",
        causes: [
            "the field is not known to be needed: the socket has one stream only",
            "the variable is still None where the message is made",
            "start.streamSid is read from the wrong place",
        ],
        remedy: "Keep start.start.streamSid of this socket and put it at the top of every media, mark and clear.",
        atFault: .bridge,
        source: "catalogue: twilio-missing-streamsid; Twilio error 31951",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.complaints([.missingStreamSid]) { "\($0.amount) for want of a streamSid\($0.code)" }
    }
}

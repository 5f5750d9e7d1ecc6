import TelephonyProtocol

/// Audio goes out as bytes, where the carrier reads text.
struct BinaryFrameToTwilio: FailureMode {
    static let about = About(
        id: "binary-frame-to-twilio",
        title: "audio goes to the carrier as binary frames",
        hears: "Nothing of the assistant.",
        evidence: "binary WebSocket frames to the carrier; Twilio 31950",
        tellsApart: "No text at all. With twilio-message-wrong-shape it is text of a shape that is not read",
        causes: [
            "the library's send_bytes, or a Buffer in place of a string",
            "other carriers take bare audio in binary frames, Twilio does not",
            "JSON is encoded to bytes before it is sent, which some libraries then send as a binary frame",
        ],
        remedy: "Send each message as a text frame: JSON with media.payload in base64.",
        atFault: .bridge,
        source: "catalogue: binary-frame-to-twilio; Twilio error 31950",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.complaints([.binaryFrame]) {
            "\($0.dropped) binary frame\($0.dropped == 1 ? "" : "s") to the carrier \($0.dropped == 1 ? "was" : "were") dropped\($0.code)"
        } harms: { complaint, line in
            // One beside audio that is played is no more than a warning.
            complaint.dropped > 0 && (line.media.messages == 0 || complaint.dropped * 10 > line.media.messages)
        }
    }
}

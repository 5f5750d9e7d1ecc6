import TelephonyProtocol

/// The carrier is sent messages of a shape that it does not read.
struct TwilioMessageWrongShape: FailureMode {
    static let about = About(
        id: "twilio-message-wrong-shape",
        title: "audio goes to the carrier in a shape that it does not read",
        hears: "Nothing of the assistant, and no noise either: the carrier drops the messages.",
        evidence:
            "text messages to the carrier without event, with another event than media, mark and clear, without media.payload, with unknown fields, or that are no JSON; Twilio 31951",
        tellsApart:
            "Event and payload are not where they belong. With twilio-missing-streamsid only streamSid is missing; with binary-frame-to-twilio it is no text",
        causes: [
            "the model's habit: {\"type\":…} in place of {\"event\":…}",
            "payload stands beside event and not in media",
            "fields are added that the carrier does not know, or names have another case",
            "base64 is cut or comes from another alphabet",
        ],
        remedy:
            "{\"event\":\"media\",\"streamSid\":\"MZ…\",\"media\":{\"payload\":\"<base64 of µ-law, 8000 Hz>\"}}, and nothing more.",
        atFault: .bridge,
        source: "catalogue: twilio-message-wrong-shape; Twilio error 31951",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.complaints([.wrongShape, .notJSON, .unknownEvent, .extraField, .notBase64]) {
            "\($0.amount) for their shape\($0.code): \($0.detail)"
        } harms: { complaint, line in
            // A message too many beside audio that is played does no harm.
            complaint.dropped > 0 && (complaint.droppedMs >= 100 || line.media.messages == 0)
        }
    }
}

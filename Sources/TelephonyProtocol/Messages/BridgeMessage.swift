import JSONText

/// What the bridge says to the carrier in one text frame. Source: Twilio Media Streams, WebSocket messages, "to Twilio".
package enum BridgeMessage: Sendable, Equatable {
    /// Audio for the end of the play buffer. `payload`: base64 of raw µ-law, 8,000 Hz, mono; any length.
    case media(streamSid: String, payload: String)
    /// Asks for an echo once everything before it has been played.
    case mark(streamSid: String, name: String)
    /// Drops what is buffered; every pending mark is echoed.
    case clear(streamSid: String)
    /// An event that the carrier does not take from a bridge. The text is kept whole.
    case unknown(event: String, payload: String)
    /// Not a JSON object with an event, or without a field it needs.
    case malformed(payload: String, reason: String)

    package init(frame text: String) {
        guard let json = try? JSON(parsing: text), let event = json["event"]?.string else {
            self = .malformed(payload: text, reason: "not a JSON object with an event")
            return
        }
        let stream = json["streamSid"]?.string
        switch (event, stream) {
        case ("media", let stream?):
            if let payload = json["media"]?["payload"]?.string {
                self = .media(streamSid: stream, payload: payload)
            } else {
                self = .malformed(payload: text, reason: "media without media.payload")
            }
        case ("mark", let stream?):
            if let name = json["mark"]?["name"]?.string {
                self = .mark(streamSid: stream, name: name)
            } else {
                self = .malformed(payload: text, reason: "mark without mark.name")
            }
        case ("clear", let stream?): self = .clear(streamSid: stream)
        case ("media", nil), ("mark", nil), ("clear", nil):
            self = .malformed(payload: text, reason: "\(event) without streamSid")
        default: self = .unknown(event: event, payload: text)
        }
    }

    /// One JSON object on one line, keys in the documented order.
    package var text: String {
        switch self {
        case .media(let stream, let payload):
            // Put together by hand, for a payload needs no escapes.
            var text: [UInt8] = []
            text.reserveCapacity(64 + stream.utf8.count + payload.utf8.count)
            text += "{\"event\":\"media\",\"streamSid\":".utf8
            JSON.writeQuoted(stream, to: &text)
            text += ",\"media\":{\"payload\":".utf8
            JSON.writeQuoted(payload, to: &text)
            text += "}}".utf8
            return String(decoding: text, as: UTF8.self)
        case .mark(let stream, let name):
            let message: JSON = ["event": "mark", "streamSid": .string(stream), "mark": ["name": .string(name)]]
            return message.text
        case .clear(let stream):
            let message: JSON = ["event": "clear", "streamSid": .string(stream)]
            return message.text
        case .unknown(_, let payload), .malformed(let payload, _): return payload
        }
    }
}

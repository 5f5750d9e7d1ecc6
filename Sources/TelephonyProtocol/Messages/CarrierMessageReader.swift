import JSONText

/// Reads what a carrier says, message by message: media, of which fifty a second come from every caller, by field.
package struct CarrierMessageReader {
    private var text = PaddedText(capacity: 1_024)
    private var fields = TopLevelFields(capacity: 8)
    private var nested = TopLevelFields(capacity: 8)

    package init() {}

    package mutating func read(_ message: String) -> CarrierMessage {
        text.replace(with: message)
        defer { text.shrink(above: 65_536) }
        if let media = text.withBytes({ media(in: $0) }) { return .media(media) }
        return CarrierMessage(frame: message)
    }

    /// Nil for all else, and for media that need a closer look.
    private mutating func media(in bytes: UnsafeRawBufferPointer) -> CarrierMessage.Media? {
        guard fields.scan(bytes), fields["event"]?.equals("media") == true,
            let number = Self.counter(fields["sequenceNumber"]),
            let stream = fields["streamSid"]?.stringBytes, let media = fields["media"], media.kind == .object,
            nested.scan(media.bytes), let track = nested["track"]?.stringBytes,
            let chunk = Self.counter(nested["chunk"]), let timestamp = Self.counter(nested["timestamp"]),
            let payload = nested["payload"]?.stringBytes
        else { return nil }
        return CarrierMessage.Media(
            sequenceNumber: number, streamSid: String(decoding: stream, as: UTF8.self),
            track: RawJSON.same(track, "inbound") ? "inbound" : String(decoding: track, as: UTF8.self), chunk: chunk,
            timestamp: timestamp, payload: String(decoding: payload, as: UTF8.self))
    }

    private static func counter(_ value: RawJSON?) -> Int? {
        value?.stringBytes.flatMap { RawJSON(bytes: $0, kind: .number).integer }
    }
}

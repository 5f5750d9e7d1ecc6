import Base64Coding
package import JSONText

/// A frame as the reader sees it in its buffer: nothing decoded, nothing copied, valid only during the call that hands it out.
package struct FrameView {
    package enum Operation: String, Sendable, CaseIterable {
        case open, text, binary, ping, pong, close, error
    }

    package var number: Int
    /// Seconds since the start of the capture; nil where the source kept no times.
    package var seconds: Double?
    package var leg: Leg
    package var direction: Direction
    /// Index into ``ReadingSummary/connections``.
    package var connection: Int
    /// `m1`, `p1` …
    package var connectionName: String
    package var operation: Operation
    /// `text`: the message as it crossed, JSON or not. `open`: its JSON object. `binary`, `ping`, `pong`: base64.
    /// `close`, `error`: empty. Always with ``TopLevelFields/padding`` readable bytes behind it.
    package var payload: UnsafeRawBufferPointer
    /// The message's top-level fields, already scanned; nil when the frame is no text or its message no JSON object.
    package var fields: TopLevelFields?
    /// The message arrived as JSON in the capture. False: what crossed was not JSON, and a scan may fail.
    package var isJSON = true
    /// The log kept only part of the message: cut by the logger, or nested values hidden as `[Object]`.
    package var isCut = false
    /// It stands in a capture of ours, rather than in something that was imported.
    package var isOurs = false

    /// Of a close; nil when the connection ended without a close frame.
    package var closeCode: Int?
    package var closedBy: Frame.Side?
    /// Of a pong that answers our own ping.
    package var roundTripSeconds: Double?
    /// The JSON string behind ``reason``.
    var rawReason: RawJSON?

    /// The reason of a close, the description of an error. Decodes.
    package var reason: String { rawReason?.string ?? "" }

    /// The message's text. Decodes and allocates.
    package var text: String { String(decoding: payload, as: UTF8.self) }

    /// The payload of a binary message, ping or pong; nil when its base64 is broken. Decodes and allocates.
    package var binary: [UInt8]? { Base64.decode(payload) }

    /// The whole frame as a value, for what looks at few frames. Decodes and allocates.
    package var frame: Frame {
        let content: Frame.Content =
            switch operation {
            case .open: .open((try? JSON(parsing: payload))?.object ?? JSONObject())
            case .text: .text(text)
            case .binary: .binary(binary ?? [])
            case .ping: .ping(binary ?? [])
            case .pong: .pong(binary ?? [], roundTrip: roundTripSeconds.map { CaptureTime.duration(seconds: $0) })
            case .close: .close(code: closeCode, reason: reason, by: closedBy ?? .server)
            case .error: .error(reason)
            }
        return Frame(
            number: number, time: seconds.map { CaptureTime.duration(seconds: $0) }, leg: leg, direction: direction,
            connection: connectionName, content: content
        )
    }
}

/// What a reader hands out, in the order of the capture. Logs of other programs have neither header nor footer.
package enum CaptureRecord {
    case header(CaptureHeader)
    case frame(FrameView)
    case observation(Observation)
    case footer(CaptureFooter)
}

package import JSONText
package import WebSocketWire

/// What happens to a message between engine and client, and to the connection that carries it.
package enum WireFault: Sendable, Equatable {
    // The message
    case drop
    case delay(milliseconds: Double)
    /// Sent this many times in all.
    case duplicate(times: Int)
    /// Held back until this many later messages have passed.
    case reorder(by: Int)
    /// Fields by dotted path, replaced (null removes them).
    case replace([FieldChange])
    /// Another event sent after this one.
    case inject(JSONObject)
    /// The same event under another type.
    case rename(to: String)
    /// The JSON text ends after so many bytes; nil: in its middle.
    case truncate(bytes: Int?)
    /// Ids of responses and items become ids that nobody knows.
    case wrongIDs

    // Its audio, in `delta`
    /// Digital silence of the same length.
    case silenceAudio
    /// Noise of the same length.
    case corruptAudio
    /// Characters that are no base64.
    case corruptBase64
    /// One byte less, so that a PCM16 sample is cut in half.
    case oddBytes
    /// Another codec than the session declared; nil: µ-law for PCM, and PCM for G.711.
    case wrongFormat(Codec?)
    /// The sound at another rate than the session declared, in Hz.
    case wrongRate(Int)

    // Its frames
    case frame(FrameShape)

    // The connection
    case close(code: Int?, reason: String)
    /// TCP RST.
    case reset
    /// Nothing more is sent; the socket stays open.
    case stall
    /// So many pings behind the message.
    case pingFlood(count: Int)
    /// Pings of the client are not answered from here on.
    case noPong
    /// The server ends its half of the TCP connection behind the message, without a close frame, and goes on listening.
    case halfClose
    /// From here on so many bytes a second.
    case slow(bytesPerSecond: Int)

    package enum Codec: String, Sendable, CaseIterable {
        case pcm, pcmu, pcma
    }

    package struct FieldChange: Sendable, Equatable {
        package var path: String
        /// Null removes the field.
        package var value: JSON

        package init(path: String, value: JSON) {
            self.path = path
            self.value = value
        }
    }

    /// Convenient to write.
    package static func replace(_ fields: [(path: String, value: JSON)]) -> WireFault {
        .replace(fields.map { FieldChange(path: $0.path, value: $0.value) })
    }
}

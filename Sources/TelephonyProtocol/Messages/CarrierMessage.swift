package import JSONText

/// What the carrier says to the bridge in one text frame. Counters and timestamps travel as strings, `sampleRate` and
/// `channels` as integers. Source: Twilio Media Streams, WebSocket messages, "from Twilio".
package enum CarrierMessage: Sendable, Equatable {
    /// First of all; has neither stream nor number.
    case connected(protocol: String = "Call", version: String = "1.0.0")
    case start(Start)
    case media(Media)
    case dtmf(DTMF)
    /// The echo of a mark of the bridge: what was sent before it has been played, or was cleared.
    case mark(Mark)
    /// Last; does not come when the connection breaks.
    case stop(Stop)
    /// An event that this version does not model. The text is kept whole.
    case unknown(event: String, payload: String)
    /// Not a JSON object with an event, or a known event without a field it needs. Evidence, so not an error.
    case malformed(payload: String, reason: String)

    package struct Start: Sendable, Equatable {
        package var sequenceNumber: Int
        package var streamSid: String
        package var accountSid: String
        package var callSid: String
        /// `inbound`, `outbound`, or both.
        package var tracks: [String]
        package var encoding: String
        /// In Hz.
        package var sampleRate: Int
        package var channels: Int
        /// The `<Parameter>`s of the TwiML; values are strings.
        package var customParameters: JSONObject

        package init(
            sequenceNumber: Int = 1, streamSid: String, accountSid: String, callSid: String,
            tracks: [String] = ["inbound"], encoding: String = "audio/x-mulaw", sampleRate: Int = 8_000,
            channels: Int = 1, customParameters: JSONObject = [:]
        ) {
            self.sequenceNumber = sequenceNumber
            self.streamSid = streamSid
            self.accountSid = accountSid
            self.callSid = callSid
            self.tracks = tracks
            self.encoding = encoding
            self.sampleRate = sampleRate
            self.channels = channels
            self.customParameters = customParameters
        }
    }

    package struct Media: Sendable, Equatable {
        package var sequenceNumber: Int
        package var streamSid: String
        /// `inbound` or `outbound`.
        package var track: String
        /// From 1, on each track.
        package var chunk: Int
        /// Milliseconds since the stream began.
        package var timestamp: Int
        /// Base64 of raw µ-law, 8,000 Hz; 160 bytes are 20 ms.
        package var payload: String

        package init(
            sequenceNumber: Int, streamSid: String, track: String = "inbound", chunk: Int, timestamp: Int,
            payload: String
        ) {
            self.sequenceNumber = sequenceNumber
            self.streamSid = streamSid
            self.track = track
            self.chunk = chunk
            self.timestamp = timestamp
            self.payload = payload
        }
    }

    package struct DTMF: Sendable, Equatable {
        package var sequenceNumber: Int
        package var streamSid: String
        /// Always `inbound_track`, not `inbound`.
        package var track: String
        package var digit: String

        package init(sequenceNumber: Int, streamSid: String, track: String = "inbound_track", digit: String) {
            self.sequenceNumber = sequenceNumber
            self.streamSid = streamSid
            self.track = track
            self.digit = digit
        }
    }

    package struct Mark: Sendable, Equatable {
        package var sequenceNumber: Int
        package var streamSid: String
        package var name: String

        package init(sequenceNumber: Int, streamSid: String, name: String) {
            self.sequenceNumber = sequenceNumber
            self.streamSid = streamSid
            self.name = name
        }
    }

    package struct Stop: Sendable, Equatable {
        package var sequenceNumber: Int
        package var streamSid: String
        package var accountSid: String
        package var callSid: String

        package init(sequenceNumber: Int, streamSid: String, accountSid: String, callSid: String) {
            self.sequenceNumber = sequenceNumber
            self.streamSid = streamSid
            self.accountSid = accountSid
            self.callSid = callSid
        }
    }
}

/// A number of Twilio's error dictionary, as its debugger shows it. Never on the socket.
package struct CarrierCode: Sendable, Equatable {
    package enum Level: String, Sendable {
        case warning, error
    }

    package let number: Int
    package let level: Level
    package let meaning: String

    package static func named(_ number: Int) -> CarrierCode? { all.first { $0.number == number } }

    /// All that concern a stream, by number. Source: Twilio error dictionary, 31900 to 31960.
    package static let all: [CarrierCode] = [
        .unknownError, .connectionTimeout, .connectionRefused, .brokenPipe, .hostUnreachable, .tlsError,
        .handshakeError, .closeError, .schemeIsNotWSS, .malformedURL, .protocolError, .mediaBufferOverflow,
        .mediaDiscarded, .invalidConnectorName, .invalidTrack, .invalidConnectorConfiguration, .malformedMessage,
        .invalidMessage, .extensionNotFound, .rtpTimeout, .extensionStatus, .dialogflowQuota,
    ]

    package static let unknownError = CarrierCode(31900, .error, "unknown error")
    package static let connectionTimeout = CarrierCode(31901, .error, "connection timeout")
    package static let connectionRefused = CarrierCode(31902, .error, "connection refused")
    package static let brokenPipe = CarrierCode(31903, .error, "broken pipe")
    package static let hostUnreachable = CarrierCode(31904, .error, "host unreachable")
    package static let tlsError = CarrierCode(31910, .error, "SSL protocol error")
    package static let handshakeError = CarrierCode(31920, .error, "handshake error: a status other than 101")
    package static let closeError = CarrierCode(31921, .error, "close error: the bridge ended the connection")
    package static let schemeIsNotWSS = CarrierCode(31922, .error, "the URL's scheme is not wss")
    package static let malformedURL = CarrierCode(31923, .error, "malformed URL")
    package static let protocolError = CarrierCode(31924, .error, "WebSocket protocol error")
    package static let mediaBufferOverflow = CarrierCode(
        31930, .warning, "media buffer overflow: the bridge reads too slowly")
    package static let mediaDiscarded = CarrierCode(31931, .warning, "media discarded: ten minutes are buffered")
    package static let invalidConnectorName = CarrierCode(31940, .error, "invalid connectorName")
    package static let invalidTrack = CarrierCode(31941, .error, "invalid track")
    package static let invalidConnectorConfiguration = CarrierCode(31942, .error, "invalid connector configuration")
    package static let malformedMessage = CarrierCode(31950, .warning, "malformed message: a binary frame")
    package static let invalidMessage = CarrierCode(31951, .warning, "invalid message")
    package static let extensionNotFound = CarrierCode(31952, .error, "stream extension not found")
    package static let rtpTimeout = CarrierCode(31953, .warning, "RTP timeout: the inbound audio stopped")
    package static let extensionStatus = CarrierCode(31954, .error, "extension returned an unsupported status")
    package static let dialogflowQuota = CarrierCode(31960, .error, "Dialogflow quota exceeded")

    private init(_ number: Int, _ level: Level, _ meaning: String) {
        self.number = number
        self.level = level
        self.meaning = meaning
    }
}

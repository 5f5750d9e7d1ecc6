// Why a WebSocket was closed, as a number; any number is kept, for misbehaving peers are what we look at.
// RFC 6455, section 7.4, and the IANA registry of WebSocket close codes.

/// The status code of a Close frame.
package struct CloseCode: RawRepresentable, Sendable, Hashable, ExpressibleByIntegerLiteral, CustomStringConvertible {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }
    package init(integerLiteral value: UInt16) { self.rawValue = value }

    package static let normalClosure: CloseCode = 1000
    package static let goingAway: CloseCode = 1001
    package static let protocolError: CloseCode = 1002
    package static let unsupportedData: CloseCode = 1003
    /// Reported when a Close frame carried no code; never on the wire.
    package static let noStatusReceived: CloseCode = 1005
    /// Reported when the connection ended without a Close frame; never on the wire.
    package static let abnormalClosure: CloseCode = 1006
    package static let invalidPayload: CloseCode = 1007
    package static let policyViolation: CloseCode = 1008
    package static let messageTooBig: CloseCode = 1009
    package static let mandatoryExtension: CloseCode = 1010
    package static let internalError: CloseCode = 1011
    package static let serviceRestart: CloseCode = 1012
    package static let tryAgainLater: CloseCode = 1013
    package static let badGateway: CloseCode = 1014
    /// Reported when TLS could not be set up; never on the wire.
    package static let tlsHandshakeFailed: CloseCode = 1015

    /// Whether a peer that keeps the RFC may put it into a Close frame: registered codes that are not for local use,
    /// and 3000...4999 for frameworks and applications.
    package var mayTravel: Bool {
        switch rawValue {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }

    package var description: String { String(rawValue) }
}

import JSONText
import RealtimeProtocol
package import SpeechAudio
package import TelephonyProtocol

/// What the run decides about a call, beside the caller's plan.
package struct CallSettings: Sendable {
    /// Names the connection in observations, as frames name it: `p1`.
    package var connection: String
    package var front: Front
    /// Nil: drawn from the seed. A webhook that was asked before has used the same one.
    package var identity: CallIdentity?
    /// Of the TwiML, which decides; nil: the plan's.
    package var stream: CarrierJudge.StreamKind?
    /// Of the TwiML; the plan's come after them.
    package var parameters: [(name: String, value: String)]
    /// The documentation lists extra fields among what is refused. False lets them pass with a complaint.
    package var dropsExtraFields: Bool
    /// Number of the ``VoicePrint`` under the caller's words; nil: none. Tells callers at the same time apart.
    package var voicePrint: Int?
    /// How long the bridge may take to answer our close.
    package var closePatience: Duration
    /// Whatever the caller does of their own accord waits for ``SimulatedCall/step(_:at:)``.
    package var isStepped = false

    package enum Front: Sendable, Equatable {
        case twilio
        /// A bridge without a carrier: bare audio on a WebSocket.
        case plain(PlainFormat)
    }

    package init(
        connection: String = "p1", front: Front = .twilio, identity: CallIdentity? = nil,
        stream: CarrierJudge.StreamKind? = nil, parameters: [(name: String, value: String)] = [],
        dropsExtraFields: Bool = true, voicePrint: Int? = nil, closePatience: Duration = .seconds(3)
    ) {
        self.connection = connection
        self.front = front
        self.identity = identity
        self.stream = stream
        self.parameters = parameters
        self.dropsExtraFields = dropsExtraFields
        self.voicePrint = voicePrint
        self.closePatience = closePatience
    }
}

/// The ids of one call.
package struct CallIdentity: Sendable, Equatable {
    package var accountSid: String
    package var callSid: String
    package var streamSid: String

    package init(accountSid: String, callSid: String, streamSid: String) {
        self.accountSid = accountSid
        self.callSid = callSid
        self.streamSid = streamSid
    }

    /// The same seed gives the same ids.
    package init(seed: UInt64) {
        // Any constant will do; it only has to differ from those of the other generators of a call.
        var random = SplitMix64(seed: seed ^ 0x1D)
        accountSid = CarrierIdentifier.make(.account, using: &random)
        callSid = CarrierIdentifier.make(.call, using: &random)
        streamSid = CarrierIdentifier.make(.stream, using: &random)
    }
}

/// How a bridge without a carrier takes and gives audio.
package struct PlainFormat: Sendable, Equatable {
    package enum Framing: Sendable, Equatable {
        case binary
        /// One JSON object for each chunk, its base64 at this dotted path; the other members, if any, as they are given.
        case json(path: String, template: String = "{}")

        /// A dotted path, or a whole message with ``placeholder`` where the audio goes: `{"type":"audio","data":"<audio>"}`.
        ///
        /// - Returns: Nil for a message that is no JSON object, or has no place for the audio.
        package static func json(_ text: String) -> Framing? {
            guard text.contains("{") else { return .json(path: text) }
            guard let message = try? JSON(parsing: text), message.object != nil, let path = place(in: message) else {
                return nil
            }
            return .json(path: path.joined(separator: "."), template: text)
        }

        package static let placeholder = "<audio>"

        private static func place(in json: JSON) -> [String]? {
            if json.string == placeholder { return [] }
            for member in json.object?.members ?? [] {
                // The path is dotted, so a name with a dot in it is none.
                if !member.key.contains("."), let path = place(in: member.value) { return [member.key] + path }
            }
            return nil
        }
    }

    package var encoding: AudioEncoding
    package var framing: Framing

    package init(encoding: AudioEncoding, framing: Framing = .binary) {
        self.encoding = encoding
        self.framing = framing
    }
}

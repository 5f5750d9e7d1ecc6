import SpeechAudio
import TelephonyProtocol
import WebSocketWire

/// One carrier's language: how a call's events become messages and messages become what is heard. Other carriers become
/// siblings of `TwilioFront`; time, playback and script are not theirs.
protocol CarrierFront: Sendable {
    var encoding: AudioEncoding { get }
    /// What `start` and everything after it names; a reconnected stream has another one.
    var streamSid: String { get set }

    /// Said as soon as the connection is open.
    mutating func greeting() -> [WireMessage]
    mutating func start() -> [WireMessage]
    /// - Parameter timestamp: Milliseconds since `start`.
    mutating func media(_ samples: [Int16], timestamp: Int) -> WireMessage
    /// Nil where the carrier has no such thing.
    mutating func press(_ digit: String) -> WireMessage?
    mutating func echo(mark: String) -> WireMessage?
    mutating func stop() -> WireMessage?
    mutating func receive(_ message: WireMessage) -> FrontVerdict
}

/// What a message of the bridge comes to.
struct FrontVerdict: Sendable {
    enum Heard: Sendable {
        case audio([Int16])
        case mark(String)
        case clear
    }

    /// Nil: nothing happens.
    var heard: Heard?
    var complaint: CarrierComplaint?
}

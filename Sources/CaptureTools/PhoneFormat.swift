// How a caller's audio travels on one connection to a carrier.
import CallCapture
import Diagnosis
import JSONText
import SpeechAudio

struct PhoneFormat: Sendable, Equatable {
    var encoding = AudioEncoding.pcmu
    /// Of the base64 in JSON messages of a carrier that is not Twilio; nil: Twilio's own, or binary messages.
    var path: [String]?

    init() {}

    /// - Parameter data: Of an ``ObservationKind/call``, or the settings of a header; nil when they name no plain carrier.
    init?(front data: JSONObject) {
        guard let front = data["front"], (front["kind"] ?? front) == "plain" else { return nil }
        encoding = AudioEncoding(front: front) ?? encoding
        if front["framing"] == "json" { path = front["path"]?.string?.split(separator: ".").map(String.init) }
    }

    /// - Parameter start: Twilio's `start` message, or that of a carrier that imitates it.
    mutating func adopt(start: JSON) {
        encoding = AudioEncoding(mediaFormat: start["start"]?["mediaFormat"]) ?? encoding
    }

    /// The base64 of a plain carrier's message.
    func audio(in message: JSON) -> String? {
        path.flatMap { path in path.reduce(Optional(message)) { $0?[$1] } }?.string
    }
}

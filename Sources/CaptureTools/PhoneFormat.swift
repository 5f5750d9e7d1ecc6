// How a caller's audio travels on one connection to a carrier.
import CallCapture
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
        switch front["encoding"]?.string {
        case "pcm16": encoding = .pcm16(rate: front["rate"]?.integer.map { max(1, min($0, 1_000_000)) } ?? 24_000)
        case "pcma": encoding = .pcma
        default: break
        }
        if front["framing"] == "json" { path = front["path"]?.string?.split(separator: ".").map(String.init) }
    }

    /// - Parameter start: Twilio's `start` message, or that of a carrier that imitates it.
    mutating func adopt(start: JSON) {
        let format = start["start"]?["mediaFormat"]
        switch format?["encoding"]?.string {
        case "audio/x-alaw", "audio/alaw", "audio/pcma": encoding = .pcma
        case "audio/l16", "audio/x-l16", "audio/pcm":
            let rate = format?["sampleRate"]?.integer.flatMap { (4_000...192_000).contains($0) ? $0 : nil }
            encoding = .pcm16(rate: rate ?? 8_000)
        default: break
        }
    }

    /// The base64 of a plain carrier's message.
    func audio(in message: JSON) -> String? {
        path.flatMap { path in path.reduce(Optional(message)) { $0?[$1] } }?.string
    }
}

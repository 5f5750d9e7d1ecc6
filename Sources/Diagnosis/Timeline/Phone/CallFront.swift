/// What an observation says about a call's phone leg before its first frame: carrier, audio, and whether the bridge may speak.
import CallCapture
import JSONText
import SpeechAudio
import TelephonyProtocol

struct CallFront: Sendable, Equatable {
    var carrier: PhoneConnection.Carrier?
    var stream: CarrierJudge.StreamKind?

    /// - Parameter data: of an ``ObservationKind/call``, or the settings of a header, where all calls are alike.
    init(_ data: JSONObject) {
        switch data["stream"]?.string {
        case "bidirectional": stream = .bidirectional
        case "listen-only", "unidirectional": stream = .unidirectional
        default: break
        }
        guard let front = data["front"] else { return }
        switch front["kind"]?.string ?? front.string {
        case "twilio": carrier = .twilio
        case "plain":
            guard let encoding = AudioEncoding(front: front) else { return }
            let path = front["path"]?.string?.split(separator: ".").map(String.init)
            carrier = .plain(
                PlainAudio(
                    encoding: encoding, path: front["framing"]?.string == "json" ? path ?? [] : nil, isGuessed: false))
        default: break
        }
    }
}

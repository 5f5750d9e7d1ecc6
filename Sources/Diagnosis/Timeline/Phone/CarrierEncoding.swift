// How a carrier says in which encoding its audio travels; every reader of a capture asks here.
package import JSONText
package import SpeechAudio

extension AudioEncoding {
    /// - Parameter format: `start.mediaFormat` of Twilio, or of a carrier that imitates it; nil when it names none that is known.
    package init?(mediaFormat format: JSON?) {
        switch format?["encoding"]?.string {
        case "audio/x-mulaw", "audio/mulaw", "audio/pcmu": self = .pcmu
        case "audio/x-alaw", "audio/alaw", "audio/pcma": self = .pcma
        case "audio/l16", "audio/x-l16", "audio/pcm":
            self = .pcm16(rate: Self.believed(format?["sampleRate"]) ?? 8_000)
        default: return nil
        }
    }

    /// - Parameter front: Of a plain carrier, as a capture's header or an ``ObservationKind/call`` has it.
    package init?(front: JSON) {
        switch front["encoding"]?.string {
        case "pcm16": self = .pcm16(rate: Self.believed(front["rate"]) ?? 24_000)
        case "pcmu": self = .pcmu
        case "pcma": self = .pcma
        default: return nil
        }
    }

    /// A rate at which somebody speaks, Hz: at less a second of silence would be hours.
    private static func believed(_ rate: JSON?) -> Int? {
        rate?.integer.flatMap { (4_000...192_000).contains($0) ? $0 : nil }
    }
}

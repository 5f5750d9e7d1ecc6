import Base64Coding
import JSONText
import SpeechAudio

/// A tool of defects: tells from the carrier's audio where the caller has ended a turn, for bridges that commit by hand.
struct HandmadeTurns: Sendable {
    private var detector = VoiceActivityDetector(settings: .init(silenceDurationMs: 600), sampleRate: 8_000)
    /// A turn was ended since this was last set to false.
    var hasTaken = false

    /// Whether this message of the carrier holds the end of the caller's turn.
    mutating func endsTurn(_ event: BridgeEvent) -> Bool {
        guard event.isFromCarrier("media"), let payload = event.fromCarrier?["media"]?["payload"]?.string,
            let bytes = Base64.decode(payload)
        else { return false }
        let ended = detector.receive(AudioEncoding.pcmu.decode(bytes)).contains {
            if case .speechStopped = $0 { true } else { false }
        }
        if ended { hasTaken = true }
        return ended
    }
}

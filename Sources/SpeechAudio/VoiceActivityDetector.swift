/// Says when a caller starts and stops to speak, from energy alone, on the sample clock: what `server_vad` does.
/// Works on frames of 32 ms, the grid that recorded sessions show. Source: OpenAI Realtime, `turn_detection`.
package struct VoiceActivityDetector: Sendable {
    /// Parameters of `server_vad`.
    package struct Settings: Sendable, Equatable {
        /// 0...1: how loud is loud enough; higher is stricter.
        package var threshold: Double
        /// Audio before the detected start that belongs to the turn, in ms.
        package var prefixPaddingMs: Int
        /// Silence that ends a turn, in ms; rounded up to whole frames.
        package var silenceDurationMs: Int

        package init(threshold: Double = 0.5, prefixPaddingMs: Int = 300, silenceDurationMs: Int = 500) {
            self.threshold = threshold
            self.prefixPaddingMs = prefixPaddingMs
            self.silenceDurationMs = silenceDurationMs
        }
    }

    /// Milliseconds of audio since the session began, not since the last clear or commit.
    package enum Event: Sendable, Equatable {
        case speechStarted(audioStartMs: Int)
        case speechStopped(audioEndMs: Int)
    }

    package static let frameMs = 32

    package var settings: Settings
    package let sampleRate: Int
    package private(set) var isSpeaking = false

    /// - Parameter startMs: Audio that the session had before, in ms, when a detector takes over from another.
    package init(settings: Settings = Settings(), sampleRate: Int, startMs: Int = 0) {
        self.settings = settings
        self.sampleRate = sampleRate
    }

    /// Milliseconds of audio received since the session began.
    package var positionMs: Int { 0 }

    package mutating func receive(_ samples: [Int16]) -> [Event] { [] }

    /// The input buffer was cleared or committed by hand: what was heard is forgotten, the clock goes on.
    package mutating func clear() {}
}

extension VoiceActivityDetector {
    /// Parameters of `server_vad`. Source: OpenAI Realtime, `turn_detection`.
    package struct Settings: Sendable, Equatable {
        /// 0...1: how loud is loud enough; higher is stricter. 0.5 hears a voice of -38 dBFS, 0.9 one of -22.
        package var threshold: Double
        /// Audio before the detected start that belongs to the turn, in ms.
        package var prefixPaddingMs: Int
        /// Silence that ends a turn, in ms; rounded up to whole frames, at least one.
        package var silenceDurationMs: Int

        package init(threshold: Double = 0.5, prefixPaddingMs: Int = 300, silenceDurationMs: Int = 500) {
            self.threshold = threshold
            self.prefixPaddingMs = prefixPaddingMs
            self.silenceDurationMs = silenceDurationMs
        }

        private var clampedThreshold: Double { threshold.isNaN ? 0.5 : min(max(threshold, 0), 1) }

        /// Level in dBFS that a frame needs on a silent line: -64 at 0, -44 at 0.5, -24 at 1.
        var absoluteLevel: Double { -64 + 40 * clampedThreshold }

        /// Decibels that a frame needs over the noise of the line: 4 at 0, 8 at 0.5, 12 at 1.
        var marginOverNoise: Double { 4 + 8 * clampedThreshold }
    }
}

/// Says when a caller starts and stops to speak, from energy alone, on the sample clock: what `server_vad` does.
/// Works on frames of 32 ms, the grid that recorded sessions show. Source: OpenAI Realtime, `turn_detection`.
package struct VoiceActivityDetector: Sendable {
    /// Milliseconds of audio since the session began, not since the last clear or commit.
    package enum Event: Sendable, Equatable {
        /// Detected start less the prefix padding, never before 0 or the end of the former turn;
        /// with the padding added a multiple of 32.
        case speechStarted(audioStartMs: Int)
        /// The end of the silence that ended the turn; a multiple of 32.
        case speechStopped(audioEndMs: Int)
    }

    package static let frameMs = 32
    /// Frames in a row that make speech: 96 ms. A click of less than a frame touches two at most.
    package static let framesToStart = 3

    package var settings: Settings
    package let sampleRate: Int
    package private(set) var isSpeaking = false
    /// What was heard since the last start of speech, or clear: the answer to "why was no speech found?"
    package private(set) var summary = Summary()
    /// Level of the noise between words, in dBFS; follows the line slowly up and quickly down.
    package private(set) var noiseFloor = VoiceActivityDetector.quietest

    private static let quietest = -70.0
    /// Louder noise is never taken for the floor: a codec mix-up must sound like speech that does not end.
    private static let loudestFloor = -40.0
    /// A frame in a turn may be so much quieter than the level that began it, in dB.
    private static let hysteresis = 4.0

    private var position: Int
    private var frame = FrameSums()
    private var lastEndMs = 0
    private var loudFrames = 0
    private var quietFrames = 0

    /// - Parameters:
    ///   - sampleRate: In Hz; 8,000, 16,000 and 24,000 have whole frames.
    ///   - startMs: Audio that the session had before, when a detector takes over from another; rounded up to a frame.
    package init(settings: Settings = Settings(), sampleRate: Int, startMs: Int = 0) {
        self.settings = settings
        self.sampleRate = min(max(sampleRate, 1_000), 384_000)
        let frames = (min(max(startMs, 0), 1 << 31) + Self.frameMs - 1) / Self.frameMs
        position = frames * Self.frameMs * self.sampleRate / 1_000
        lastEndMs = frames * Self.frameMs
    }

    /// How long the speaker has been quiet in the turn that goes on, in ms; 0 outside of turns.
    package var pauseMs: Int { isSpeaking ? quietFrames * Self.frameMs : 0 }

    /// Milliseconds of audio received since the session began.
    package var positionMs: Int { position * 1_000 / sampleRate }

    /// The level that a frame must reach to count as speech now, in dBFS.
    package var startLevel: Double { max(settings.absoluteLevel, noiseFloor + settings.marginOverNoise) }

    package mutating func receive(_ samples: [Int16]) -> [Event] {
        var events: [Event] = []
        samples.withUnsafeBufferPointer { samples in
            var index = 0
            while index < samples.count {
                let frameEnd = endOfFrame(at: position)
                let count = min(samples.count - index, frameEnd - position)
                frame.add(UnsafeBufferPointer(rebasing: samples[index..<index + count]))
                index += count
                position += count
                if position == frameEnd, let event = endFrame() { events.append(event) }
            }
        }
        return events
    }

    /// The input buffer was cleared or committed by hand: what was heard is forgotten, the clock goes on.
    package mutating func clear() {
        lastEndMs = max(lastEndMs, positionMs)
        isSpeaking = false
        loudFrames = 0
        quietFrames = 0
        frame = FrameSums()
        summary = Summary()
    }

    /// The sample at which the frame around this one ends, on a grid that starts with the session.
    private func endOfFrame(at sample: Int) -> Int {
        let scaled = Self.frameMs * sampleRate
        var index = sample * 1_000 / scaled + 1
        if index * scaled / 1_000 <= sample { index += 1 }
        return index * scaled / 1_000
    }

    private mutating func endFrame() -> Event? {
        let level = frame.level
        summary.add(frame)
        frame = FrameSums()
        let needed = startLevel
        if isSpeaking { return frameWhileSpeaking(isQuiet: level < needed - Self.hysteresis) }
        guard level >= needed else {
            loudFrames = 0
            follow(level)
            return nil
        }
        loudFrames += 1
        summary.longestLoudMs = max(summary.longestLoudMs, loudFrames * Self.frameMs)
        guard loudFrames == Self.framesToStart else { return nil }
        isSpeaking = true
        quietFrames = 0
        summary = Summary()
        return .speechStarted(audioStartMs: startMs(detected: endMs - loudFrames * Self.frameMs))
    }

    private mutating func frameWhileSpeaking(isQuiet: Bool) -> Event? {
        quietFrames = isQuiet ? quietFrames + 1 : 0
        guard isQuiet, quietFrames * Self.frameMs >= settings.silenceDurationMs else { return nil }
        isSpeaking = false
        loudFrames = 0
        lastEndMs = endMs
        summary = Summary()
        return .speechStopped(audioEndMs: lastEndMs)
    }

    /// End of the frame just heard, a multiple of 32 also where a frame is no whole number of samples.
    private var endMs: Int { (position * 1_000 + sampleRate / 2) / sampleRate }

    private func startMs(detected: Int) -> Int {
        let prefix = min(max(settings.prefixPaddingMs, 0), 1 << 40)
        let earliest = lastEndMs
        guard detected - prefix < earliest else { return detected - prefix }
        // The first point of the grid after the former turn, for recorded sessions never leave the grid.
        let remainder = (earliest + prefix) % Self.frameMs
        return remainder == 0 ? earliest : earliest + Self.frameMs - remainder
    }

    private mutating func follow(_ level: Double) {
        let rate = level < noiseFloor ? 0.5 : 0.05
        let target = min(max(level, Self.quietest), Self.loudestFloor)
        noiseFloor += (target - noiseFloor) * rate
    }
}

/// What the client sent as the caller's audio, measured as it passed: amount, level, and where somebody spoke.
package import SpeechAudio

package struct AppendedAudio: Sendable {
    package private(set) var payloads = 0
    package private(set) var bytes = 0
    /// By the session's input format when each payload was sent.
    package private(set) var milliseconds = 0.0
    package private(set) var level = Loudness()
    package private(set) var first: Moment?
    package private(set) var last: Moment?
    package private(set) var unreadable = 0
    package private(set) var largestPayload = 0
    package private(set) var oddPayloads = 0
    /// Stretches of sound, short pauses included.
    package private(set) var bursts: [SpeechBurst] = []
    private var current: SpeechBurst?

    /// Windows louder than this are sound; telephone lines hum at -60 to -50 dBFS.
    package static let soundLevel = -45.0
    /// Pauses up to this long belong to one burst, milliseconds.
    private static let longestPauseMs = 700.0
    /// Clicks and coughs are shorter, milliseconds.
    private static let shortestBurstMs = 200.0

    /// When for a second or more nothing was appended; the first 256 of them.
    package private(set) var gaps: [Gap] = []

    package struct Gap: Sendable, Equatable {
        /// The last append before it and the first one after it.
        package var from: Moment
        package var to: Moment
    }

    package init() {}

    /// The recorder shortened the payloads: amounts and levels mean nothing. Real ones hold 20 ms at the least.
    package var isCut: Bool {
        payloads > 0 && (unreadable > 0 || largestPayload <= 64 || (oddPayloads * 5 > payloads && oddPayloads > 1))
    }
    package var isMeasured: Bool { payloads > 0 && !isCut }

    package mutating func countUnreadable(at moment: Moment) {
        payloads += 1
        unreadable += 1
        note(moment)
    }

    package mutating func receive(
        _ samples: [Int16], bytes count: Int, in encoding: AudioEncoding, at moment: Moment
    ) {
        payloads += 1
        bytes += count
        largestPayload = max(largestPayload, count)
        if encoding.incompleteBytes(of: count) != 0 { oddPayloads += 1 }
        note(moment)
        let window = max(1, encoding.sampleRate / 50)
        samples.withUnsafeBufferPointer { samples in
            var start = 0
            while start < samples.count {
                let end = min(start + window, samples.count)
                var level = AudioLevel()
                level.receive(UnsafeBufferPointer(rebasing: samples[start..<end]))
                hear(level, milliseconds: Double(end - start) * 1_000 / Double(encoding.sampleRate), at: moment)
                start = end
            }
        }
    }

    /// A stretch of sound is going on.
    var isSounding: Bool { current != nil }

    /// Audio that is known to have been lost: the sample clock goes on without it.
    mutating func lose(milliseconds lost: Double) {
        milliseconds += lost
        if let burst = current, milliseconds - burst.endMs > AppendedAudio.longestPauseMs { close() }
    }

    private mutating func note(_ moment: Moment) {
        if let last, gaps.count < 256, moment.seconds(since: last) ?? 0 >= 1 {
            gaps.append(.init(from: last, to: moment))
        }
        if first == nil { first = moment }
        last = moment
    }

    private mutating func hear(_ window: AudioLevel, milliseconds length: Double, at moment: Moment) {
        level.add(window)
        let start = milliseconds
        milliseconds += length
        if window.rms >= AppendedAudio.soundLevel {
            if current == nil { current = SpeechBurst(startMs: start, started: moment) }
            current?.add(window, milliseconds: length, endMs: milliseconds, at: moment)
        } else if let burst = current, milliseconds - burst.endMs > AppendedAudio.longestPauseMs {
            close()
        }
    }

    /// Ends the burst that is going on, if any.
    package mutating func close() {
        if let current, current.soundMs >= AppendedAudio.shortestBurstMs { bursts.append(current) }
        current = nil
    }
}

/// One stretch of sound in the caller's audio.
package struct SpeechBurst: Sendable {
    /// On the sample clock: milliseconds of audio appended since the first append.
    package var startMs: Double
    package var endMs: Double
    /// Of it, without pauses.
    package var soundMs = 0.0
    package var level = Loudness()
    /// The append that held its first and its last sound.
    package var started: Moment
    package var ended: Moment

    init(startMs: Double, started: Moment) {
        self.startMs = startMs
        self.started = started
        endMs = startMs
        ended = started
    }

    mutating func add(_ window: AudioLevel, milliseconds: Double, endMs end: Double, at moment: Moment) {
        level.add(window)
        soundMs += milliseconds
        endMs = end
        ended = moment
    }
}

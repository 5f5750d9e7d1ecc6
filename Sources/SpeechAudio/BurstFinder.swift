/// A stretch of audio that is loud enough to be heard.
package struct Burst: Sendable, Equatable {
    /// In ms of the stream's own audio, on the grid of the meter's windows.
    package var startMs: Int
    package var endMs: Int
    /// RMS in dBFS over the whole stretch, its short pauses included.
    package var level: Double

    package init(startMs: Int, endMs: Int, level: Double) {
        self.startMs = startMs
        self.endMs = endMs
        self.level = level
    }
}

/// Joins loud windows to bursts: words to sentences, with bounded memory.
package struct BurstFinder: Sendable {
    /// Windows at or above this level, in dBFS, are heard.
    package static let audibleLevel = -45.0
    /// A pause up to this length does not end a burst, in ms.
    package static let longestPauseMs = 300
    /// Less sound than this is a click, in ms.
    package static let shortestMs = 60
    /// Bursts that are kept: five hours of talk.
    package static let capacity = 10_000

    package private(set) var omitted = 0
    private var finished: [Burst] = []
    private var open: Open?
    private static let audibleMeanSquare = AudioLevel.gain(decibels: 2 * audibleLevel) * 32_768 * 32_768

    private struct Open: Sendable {
        var startMs: Int
        var endMs: Int
        var loudMs = 0
        /// Mean square times ms, up to the last loud window, and of the pause after it.
        var energy = 0.0
        var pauseEnergy = 0.0

        var burst: Burst? {
            guard loudMs >= BurstFinder.shortestMs else { return nil }
            let level = AudioLevel.decibels(meanSquare: energy / Double(endMs - startMs))
            return Burst(startMs: startMs, endMs: endMs, level: level)
        }
    }

    package init() {}

    package mutating func receive(meanSquare: Double, at startMs: Int, ms: Int) {
        let isLoud = meanSquare >= BurstFinder.audibleMeanSquare
        let silentUntil = isLoud ? startMs : startMs + ms
        if let current = open, silentUntil - current.endMs > BurstFinder.longestPauseMs { close(current) }
        guard var current = open ?? (isLoud ? Open(startMs: startMs, endMs: startMs) : nil) else { return }
        current.pauseEnergy += meanSquare * Double(ms)
        if isLoud {
            current.endMs = startMs + ms
            current.loudMs += ms
            current.energy += current.pauseEnergy
            current.pauseEnergy = 0
        }
        open = current
    }

    /// All bursts so far, the one under way included.
    package var bursts: [Burst] { finished + [open?.burst].compactMap(\.self) }

    private mutating func close(_ current: Open) {
        open = nil
        guard let burst = current.burst else { return }
        if finished.count < BurstFinder.capacity { finished.append(burst) } else { omitted += 1 }
    }
}

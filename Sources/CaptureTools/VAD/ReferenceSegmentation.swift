import SpeechAudio

/// Where somebody really speaks, found in the whole recording at once, which no turn-taker can: levels are held against the noise
/// and the voice of this very recording, a stretch counts as speech when enough of it has the pitch of a voice, and pauses within a
/// sentence do not end it. It is no human ear: a radio behind the caller speaks as well.
package struct ReferenceSegmentation: Sendable, Equatable {
    package var utterances: [SpokenStretch] = []
    /// Sound that is loud enough and no voice: a cough, a door, a horn.
    package var noises: [SpokenStretch] = []
    /// dBFS.
    package var noiseLevel: Double
    package var speechLevel: Double
    package var threshold: Double

    /// All in frames of 10 ms.
    private static let frameMs = 10
    /// Pauses up to 0.7 s belong to a sentence.
    private static let longestPause = 70
    private static let shortestUtterance = 20
    private static let shortestNoise = 5

    package init(_ samples: [Int16], rate: Int) {
        let size = max(1, rate / 100)
        let levels = stride(from: 0, to: samples.count - size + 1, by: size).map { start in
            samples.withUnsafeBufferPointer { buffer -> Double in
                var level = AudioLevel()
                level.receive(UnsafeBufferPointer(rebasing: buffer[start..<start + size]))
                return level.rms
            }
        }
        let sorted = levels.sorted()
        noiseLevel = sorted.isEmpty ? AudioLevel.floor : max(-75, sorted[sorted.count / 5])
        speechLevel = sorted.isEmpty ? AudioLevel.floor : sorted[min(sorted.count - 1, sorted.count * 97 / 100)]
        // A third of the way up from the noise to the voice, but 6 dB over the noise at least.
        threshold = max(noiseLevel + max(6, (speechLevel - noiseLevel) / 3), -55)
        find(levels, samples, rate)
    }

    private mutating func find(_ levels: [Double], _ samples: [Int16], _ rate: Int) {
        var start: Int?
        var end = 0
        var loud: [Int] = []
        for index in levels.indices where levels[index] >= threshold {
            if let first = start, index - end > Self.longestPause {
                close(first, end, loud, samples, rate)
                start = nil
                loud = []
            }
            if start == nil { start = index }
            loud.append(index)
            end = index + 1
        }
        if let start { close(start, end, loud, samples, rate) }
    }

    private mutating func close(_ start: Int, _ end: Int, _ loud: [Int], _ samples: [Int16], _ rate: Int) {
        guard loud.count >= Self.shortestNoise else { return }
        let stretch = SpokenStretch(fromMs: start * Self.frameMs, toMs: end * Self.frameMs)
        let voiced = loud.count { Pitch.isVoiced(samples, at: $0 * rate / 100, rate: rate) }
        // Half of ordinary speech is voiced; through a telephone and noise a fifth of it is still heard to be.
        if loud.count >= Self.shortestUtterance, voiced * 5 >= loud.count {
            utterances.append(stretch)
        } else {
            noises.append(stretch)
        }
    }
}

/// Whether a moment of sound has the period of a human voice: the autocorrelation of 40 ms at the lags of 70 to 400 Hz.
private enum Pitch {
    static func isVoiced(_ samples: [Int16], at start: Int, rate: Int) -> Bool {
        // 4 kHz is enough for a pitch.
        let step = max(1, rate / 4_000)
        let count = rate / step * 40 / 1_000
        let shortest = rate / step / 400
        let longest = rate / step / 70
        guard start + (count + longest) * step <= samples.count else { return false }
        return samples.withUnsafeBufferPointer { buffer in
            var window = [Float](repeating: 0, count: count + longest)
            var mean: Float = 0
            for index in window.indices {
                window[index] = Float(buffer[start + index * step])
                mean += window[index]
            }
            mean /= Float(window.count)
            for index in window.indices { window[index] -= mean }
            var energy: Float = 0
            for index in 0..<count { energy += window[index] * window[index] }
            guard energy > 0 else { return false }
            for lag in shortest...longest {
                var product: Float = 0
                var other: Float = 0
                for index in 0..<count {
                    product += window[index] * window[index + lag]
                    other += window[index + lag] * window[index + lag]
                }
                if product > 0, product * product > 0.36 * energy * other { return true }
            }
            return false
        }
    }
}

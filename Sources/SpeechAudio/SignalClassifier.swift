/// What a span of audio is: speech, or one of the things that are sent by mistake instead.
///
/// Speech comes and goes several times a second, and when it is loud it is voiced, so a sample follows from those
/// before it. Noise, and bytes of one codec read as another, stay loud and unpredictable; a tone stays loud and is
/// wholly predictable.
package struct SignalClassifier: Sendable, Equatable {
    package enum Kind: String, Sendable {
        /// No samples, or all the same; in A-law also +8 and -8 mixed, its two silences.
        case digitalSilence = "digital silence"
        /// Something, but below what a telephone lets one hear.
        case nearSilence = "near silence"
        case speech
        case noise
        case tone
    }

    package let kind: Kind
    package let level: AudioLevel
    /// Standard deviation in dB of the level of frames of 32 ms between the first and the last loud one: 0...4 for
    /// noise and tones, 6 and more for speech.
    package let modulation: Double
    /// Difference in dB between the upper and the lower quartile of the levels of loud frames; below 1 for a tone, also
    /// when it is interrupted, as ringing is.
    package let spread: Double
    /// Energy that linear prediction cannot explain, in dB, in the middle one of the loud frames: 0 for white noise, -8
    /// and less for speech (telephone -8...-13, 24 kHz -16...-22). It tends to the spectral flatness (Makhoul 1975).
    package let flatness: Double
    /// Zero crossings a second, in loud frames.
    package let zeroCrossings: Double
    /// Share of frames that are loud, 0...1.
    package let loudShare: Double

    /// Give it half a second or more: a single vowel is as steady as a tone.
    package init(_ samples: [Int16], sampleRate: Int) {
        level = AudioLevel(of: samples)
        let sampleRate = min(max(sampleRate, 1_000), 384_000)
        let size = sampleRate * 32 / 1_000
        let frames = SignalClassifier.frames(samples, size: size)
        let loudest = frames.map(\.level).max() ?? AudioLevel.floor
        let audible = max(SignalClassifier.audible, loudest - SignalClassifier.range)
        let loud = frames.filter { $0.level >= audible }
        let levels = loud.map(\.level).sorted()
        let crossings = loud.reduce(0) { $0 + $1.crossings }
        modulation = SignalClassifier.modulation(frames.map(\.level), audible: audible)
        spread = levels.isEmpty ? 0 : levels[levels.count * 3 / 4] - levels[levels.count / 4]
        flatness = loud.isEmpty ? 0 : loud.map(\.flatness).sorted()[loud.count / 2]
        zeroCrossings = loud.isEmpty ? 0 : Double(crossings * sampleRate) / Double(loud.count * size)
        loudShare = frames.isEmpty ? 0 : Double(loud.count) / Double(frames.count)
        if SignalClassifier.isDigitalSilence(samples) {
            kind = .digitalSilence
        } else if loudest < SignalClassifier.audible {
            kind = .nearSilence
        } else if spread < 1.5, flatness < -12 {
            kind = .tone
        } else if modulation >= 5, flatness < -7.3 {
            kind = .speech
        } else {
            kind = .noise
        }
    }

    /// A frame below this level, in dBFS, is not heard on a telephone.
    private static let audible = -55.0
    /// Decibels under the loudest frame down to which frames count as loud.
    private static let range = 25.0

    private static func isDigitalSilence(_ samples: [Int16]) -> Bool {
        guard let first = samples.first else { return true }
        return samples.allSatisfy { $0 == first } || samples.allSatisfy { $0 == 8 || $0 == -8 }
    }

    private static func frames(_ samples: [Int16], size: Int) -> [SignalFrame] {
        samples.withUnsafeBufferPointer { samples in
            // A span shorter than a frame is one frame.
            let count = max(samples.isEmpty ? 0 : 1, samples.count / size)
            return (0..<count).map { index in
                let end = min((index + 1) * size, samples.count)
                return SignalFrame(UnsafeBufferPointer(rebasing: samples[index * size..<end]))
            }
        }
    }

    private static func modulation(_ levels: [Double], audible: Double) -> Double {
        guard let first = levels.firstIndex(where: { $0 >= audible }),
            let last = levels.lastIndex(where: { $0 >= audible })
        else { return 0 }
        let span = levels[first...last].map { max($0, audible) }
        let mean = span.reduce(0, +) / Double(span.count)
        return (span.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(span.count)).squareRoot()
    }
}

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A mark under somebody's speech by which it is known again: three tones so far below the words that nobody minds them,
/// in the part of a telephone's band where speech is weakest. They survive G.711, resampling and gain.
package struct VoicePrint: Sendable, Equatable {
    /// 0..<``count``
    package let number: Int
    /// Of the grid, one of each third; any two prints differ in two of them.
    let tones: [Int]

    package static let count = perThird * perThird

    /// Numbers beyond ``count`` begin anew.
    package init(number: Int) {
        let number = (number % VoicePrint.count + VoicePrint.count) % VoicePrint.count
        self.number = number
        let first = number / VoicePrint.perThird
        let second = number % VoicePrint.perThird
        let third = (first + second) % VoicePrint.perThird
        tones = [first, VoicePrint.perThird + second, 2 * VoicePrint.perThird + third]
    }

    /// Hz
    package var frequencies: [Double] { tones.map(VoicePrint.frequency) }

    static let perThird = 12
    static let grid = (0..<3 * perThird).map(frequency)
    /// Multiples of 5 Hz, for blocks of 200 ms; above most of speech, below the edge of the telephone's band.
    private static func frequency(_ tone: Int) -> Double { 1_740 + 40 * Double(tone) }

    /// All three together, under the level of the speech that they go with, in dB.
    static let distance = 28.0

    /// The speech with its mark.
    ///
    /// - Parameter rate: Hz, at least 8,000.
    package func marking(_ samples: [Int16], rate: Int) -> [Int16] {
        let level = AudioLevel(of: samples).rms
        guard level > -60, rate >= 8_000 else { return samples }
        // A sine's amplitude is the root of two times its RMS.
        let each = 32_768 * AudioLevel.gain(decibels: level - VoicePrint.distance) * (2.0 / 3).squareRoot()
        let fade = rate / 100
        let turns = frequencies.map { 2 * Double.pi * $0 / Double(rate) }
        return samples.enumerated().map { index, sample in
            let edge = min(index, samples.count - 1 - index)
            let gain = edge < fade ? each * Double(edge) / Double(fade) : each
            let mark = turns.reduce(0) { $0 + sin($1 * Double(index)) }
            return Int16(clamping: Int(Double(sample) + (gain * mark).rounded()))
        }
    }
}

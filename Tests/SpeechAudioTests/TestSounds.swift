import Foundation
import SpeechAudio
import TestSupport

/// Sounds to try things on. Noise comes from a fixed generator, the same in every run.
enum TestSounds {
    static func library() throws -> SpeechLibrary {
        try SpeechLibrary(manifest: try Fixtures.bytes("Audio/manifest.json")) { try? Fixtures.bytes("Audio/\($0)") }
    }

    static func speech(_ id: String = "caller-weather", rate: Int = 24_000, rms: Double = -20) throws -> [Int16] {
        let library = try library()
        let samples = Resampler.resample(library[id]?.samples ?? [], from: 24_000, to: rate)
        return scaled(samples, by: rms - AudioLevel(of: samples).rms)
    }

    static func sine(_ hertz: Double, amplitude: Double = 8_000, rate: Int, ms: Int = 500) -> [Int16] {
        (0..<rate * ms / 1_000).map {
            Int16((amplitude * sin(2 * .pi * hertz * Double($0) / Double(rate))).rounded())
        }
    }

    static func silence(rate: Int = 24_000, ms: Int) -> [Int16] { Array(repeating: 0, count: rate * ms / 1_000) }

    /// White, at that RMS in dBFS.
    static func noise(rms: Double, rate: Int = 24_000, ms: Int) -> [Int16] {
        var generator = Generator()
        // A uniform distribution has an RMS of its limit over the root of three.
        let limit = 32_768 * AudioLevel.gain(decibels: rms) * 3.0.squareRoot()
        return (0..<rate * ms / 1_000).map { _ in Int16(clamping: Int((limit * generator.unit()).rounded())) }
    }

    /// Voss's pink noise: as much energy in every octave.
    static func pinkNoise(rate: Int, ms: Int) -> [Int16] {
        var generator = Generator()
        var rows = [Double](repeating: 0, count: 14)
        return (0..<rate * ms / 1_000).map { index in
            for row in rows.indices where index % (1 << row) == 0 { rows[row] = generator.unit() }
            return Int16(rows.reduce(0, +) * 1_800)
        }
    }

    static func scaled(_ samples: [Int16], by decibels: Double) -> [Int16] {
        let gain = AudioLevel.gain(decibels: decibels)
        return samples.map { Int16(clamping: Int((Double($0) * gain).rounded())) }
    }

    static func mixed(_ a: [Int16], _ b: [Int16]) -> [Int16] { zip(a, b).map { Int16(clamping: Int($0) + Int($1)) } }

    /// Pieces of 1...`limit`, of irregular size.
    static func pieces<Element>(_ elements: [Element], limit: Int) -> [[Element]] {
        var generator = Generator()
        var pieces: [[Element]] = []
        var start = 0
        while start < elements.count {
            let count = min(1 + Int(generator.next() % UInt64(limit)), elements.count - start)
            pieces.append(Array(elements[start..<start + count]))
            start += count
        }
        return pieces
    }

    /// Sebastiano Vigna's splitmix64.
    struct Generator: RandomNumberGenerator {
        private var state: UInt64 = 20_261_120

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
            return z ^ z >> 31
        }

        /// -1...1.
        mutating func unit() -> Double { Double(Int64(bitPattern: next())) / Double(Int64.max) }
    }
}

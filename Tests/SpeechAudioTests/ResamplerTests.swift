import Foundation
import SpeechAudio
import Testing

struct ResamplerTests {
    private static let rates = [
        (8_000, 24_000), (24_000, 8_000), (16_000, 24_000), (24_000, 16_000), (8_000, 16_000), (16_000, 8_000),
        (44_100, 24_000), (44_100, 48_000), (48_000, 8_000), (22_050, 24_000),
    ]

    @Test(arguments: rates) func `what a telephone carries passes within a hundredth of a decibel`(from: Int, to: Int) {
        let nyquist = Double(min(from, to)) / 2
        for share in [0.02, 0.1, 0.25, 0.5, 0.7, 0.8, 0.85] {
            let tone = ResamplerTests.tone(nyquist * share, from: from, to: to)
            #expect(abs(tone.gain) < 0.01, "\(nyquist * share) Hz: \(tone.gain) dB")
            // What is not the tone: images, aliases, rounding.
            #expect(tone.rest < -60, "\(nyquist * share) Hz: \(tone.rest) dB")
        }
    }

    @Test(arguments: rates.filter { $0.0 > $0.1 })
    func `what the lower rate cannot hold is rejected by 65 dB and more`(from: Int, to: Int) {
        let (low, high) = (Double(to) / 2, Double(from) / 2)
        for share in [0.005, 0.1, 0.3, 0.6, 0.95] {
            let hertz = low + (high - low) * share
            let input = TestSounds.sine(hertz, amplitude: 30_000, rate: from)
            let output = ResamplerTests.middle(Resampler.resample(input, from: from, to: to))
            let rejection = AudioLevel(of: output).rms - AudioLevel(of: input).rms
            #expect(rejection < -65, "\(hertz) Hz: \(rejection) dB")
        }
    }

    @Test(arguments: rates) func `a stream is resampled without a seam`(from: Int, to: Int) throws {
        let samples = try TestSounds.speech(rate: from)
        let whole = Resampler.resample(samples, from: from, to: to)
        var resampler = Resampler(from: from, to: to)
        for limit in [1, 160, 5_000] {
            var streamed = TestSounds.pieces(Array(samples.prefix(20_000)), limit: limit).flatMap {
                resampler.receive($0)
            }
            streamed += resampler.finish()
            #expect(streamed == Resampler.resample(Array(samples.prefix(20_000)), from: from, to: to))
        }
        #expect(whole.count == (samples.count * to + from - 1) / from)
    }

    @Test(arguments: rates) func `the length is exact for every number of samples`(from: Int, to: Int) {
        for count in [0, 1, 2, 3, 7, 159, 160, 161, 480, 1_001] {
            let output = Resampler.resample(Array(repeating: 1_000, count: count), from: from, to: to)
            #expect(output.count == (count * to + from - 1) / from)
        }
    }

    @Test func `a constant stays constant`() {
        let output = Resampler.resample(Array(repeating: 20_000, count: 4_000), from: 8_000, to: 24_000)
        #expect(ResamplerTests.middle(output).allSatisfy { $0 == 20_000 })
    }

    @Test func `sound is not shifted in time`() {
        var impulse = [Int16](repeating: 0, count: 800)
        impulse[400] = 30_000
        let output = Resampler.resample(impulse, from: 8_000, to: 24_000)
        #expect(output.firstIndex(of: output.max() ?? 0) == 1_200)
    }

    @Test func `full scale is clipped and does not wrap`() {
        let square = (0..<800).map { $0 / 20 % 2 == 0 ? Int16.max : Int16.min }
        let output = Resampler.resample(square, from: 8_000, to: 24_000)
        // Ringing around the edges may go over full scale; a wrap would turn 32,767 into -32,768 next to it.
        let jumps = zip(output, output.dropFirst()).map { abs(Int($0) - Int($1)) }
        #expect(output.contains(.max))
        #expect((jumps.max() ?? 0) < 40_000)
    }

    @Test func `equal rates change nothing and odd rates do no harm`() {
        #expect(Resampler.resample([1, 2, 3], from: 8_000, to: 8_000) == [1, 2, 3])
        var same = Resampler(from: 24_000, to: 24_000)
        #expect(same.receive([4, 5]) + same.finish() == [4, 5])
        #expect(Resampler(from: -1, to: 0).inputRate == 1_000)
        #expect(Resampler.resample([1, 2, 3], from: 44_101, to: 48_000).count == 4)
    }

    /// Gain of a tone in dB, and what else comes out, relative to it in dB.
    private static func tone(_ hertz: Double, from: Int, to: Int) -> (gain: Double, rest: Double) {
        let input = TestSounds.sine(hertz, amplitude: 20_000, rate: from)
        let output = middle(Resampler.resample(input, from: from, to: to)).map(Double.init)
        let angle = 2 * Double.pi * hertz / Double(to)
        // Least squares of sine and cosine, which are not quite orthogonal over a span of any length.
        var (ss, cc, sc, xs, xc) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for (index, value) in output.enumerated() {
            let (s, c) = (sin(angle * Double(index)), cos(angle * Double(index)))
            (ss, cc, sc) = (ss + s * s, cc + c * c, sc + s * c)
            (xs, xc) = (xs + value * s, xc + value * c)
        }
        let determinant = ss * cc - sc * sc
        let a = (xs * cc - xc * sc) / determinant
        let b = (xc * ss - xs * sc) / determinant
        let rest = output.enumerated().reduce(0) { sum, item in
            let (index, value) = item
            let error = value - a * sin(angle * Double(index)) - b * cos(angle * Double(index))
            return sum + error * error
        }
        let power = (a * a + b * b) / 2
        return (10 * log10(power * 2 / (20_000 * 20_000)), 10 * log10(rest / Double(output.count) / power))
    }

    /// Without the first and last 50 ms or so, where the tone sets in and ends.
    private static func middle(_ samples: [Int16]) -> [Int16] {
        Array(samples.dropFirst(samples.count / 8).dropLast(samples.count / 8))
    }
}

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The low-pass of a rate change: one set of coefficients for each place that an output sample can have between two
/// input samples. A sinc under a Kaiser window (Kaiser 1974), so that one number chooses between sharpness and
/// rejection.
struct ResamplingFilter: Sendable {
    /// Input samples that are looked at on each side of an output sample; a multiple of 4.
    let reach: Int

    /// Ratio in lowest terms: `up` output samples for `down` input samples.
    private let up: Int
    private let down: Int
    private let phases: Int
    /// `phases` rows of 2 · `reach` coefficients.
    private let coefficients: [Float]

    /// Zero crossings of the sinc on each side: 0.85 to 1.0 of the Nyquist frequency are enough to fall by 70 dB.
    private static let lobes = 30.0
    /// Kaiser's beta for 70 dB.
    private static let beta = 6.76
    /// Middle of that fall.
    private static let cutoff = 0.925
    /// Ratios such as 44,101 : 48,000 share so many phases; the nearest one is then less than 1/2,000 sample away.
    private static let mostPhases = 1_024

    init(from inputRate: Int, to outputRate: Int) {
        let divisor = ResamplingFilter.greatestCommonDivisor(inputRate, outputRate)
        up = outputRate / divisor
        down = inputRate / divisor
        phases = min(up, ResamplingFilter.mostPhases)
        let scale = min(1, Double(up) / Double(down))
        let width = ResamplingFilter.lobes / scale
        reach = (Int(width.rounded(.up)) + 3) / 4 * 4
        coefficients = up == down ? [] : ResamplingFilter.rows(phases, reach: reach, scale: scale, width: width)
    }

    private static func rows(_ phases: Int, reach: Int, scale: Double, width: Double) -> [Float] {
        (0..<phases).flatMap { phase in
            let values = (0..<reach * 2).map { tap in
                let distance = Double(tap - reach + 1) - Double(phase) / Double(phases)
                return windowedSinc(distance, cutoff: scale * cutoff, width: width)
            }
            // Every phase passes a constant unchanged; otherwise the phases are heard as a tone.
            let sum = values.reduce(0, +)
            return values.map { Float($0 / sum) }
        }
    }

    var isIdentity: Bool { up == down }

    /// How many output samples stand before this input sample.
    func outputs(before input: Int) -> Int { (input * up + down - 1) / down }

    /// The first of the input samples that an output sample is made from.
    func start(of output: Int) -> Int { output * down / up - reach + 1 }

    /// An output sample, from the 2 · `reach` input samples at `start`.
    func sample(_ output: Int, from start: UnsafePointer<Float>) -> Int16 {
        coefficients.withUnsafeBufferPointer { coefficients in
            guard let base = coefficients.baseAddress else { return 0 }
            let row = base + (output * down % up) * phases / up * (reach * 2)
            // Eight sums side by side, always in this order: the result does not depend on how the stream was cut.
            var sums = SIMD8<Float>.zero
            for tap in stride(from: 0, to: reach &* 2, by: 8) {
                let values = UnsafeRawPointer(start + tap).loadUnaligned(as: SIMD8<Float>.self)
                sums += values * UnsafeRawPointer(row + tap).loadUnaligned(as: SIMD8<Float>.self)
            }
            return Int16(max(-32_768, min(32_767, sums.sum().rounded())))
        }
    }

    private static func windowedSinc(_ distance: Double, cutoff: Double, width: Double) -> Double {
        let position = distance / width
        guard abs(position) < 1 else { return 0 }
        let angle = Double.pi * distance * cutoff
        let sinc = angle == 0 ? 1 : sin(angle) / angle
        return sinc * besselI0(beta * (1 - position * position).squareRoot())
    }

    /// Modified Bessel function of order 0, as its power series.
    private static func besselI0(_ x: Double) -> Double {
        var sum = 1.0
        var term = 1.0
        for k in 1..<30 {
            term *= (x / 2 / Double(k)) * (x / 2 / Double(k))
            sum += term
        }
        return sum
    }

    private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
        b == 0 ? a : greatestCommonDivisor(b, a % b)
    }
}

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Says whose ``VoicePrint`` a stream of audio carries, second by second of what can be heard.
package struct VoicePrintDetector: Sendable {
    /// Seconds of audible audio by the number of the print in them.
    package private(set) var heard: [Int: Double] = [:]
    /// Seconds of audible audio without a print that is surely there.
    package private(set) var unmarked = 0.0

    private let rate: Int
    private var block: [Float] = []
    private let window: [Float]
    /// 2 cos of the angle between two samples, for each tone of the grid (Goertzel 1958).
    private let coefficients: [Float]
    private var scores = [Double](repeating: 0, count: VoicePrint.grid.count)
    private var blocks = 0

    private static let blockMs = 200
    /// A second and some: fewer leave it to chance.
    private static let blocksPerDecision = 6
    private static let quietestMeanSquare = AudioLevel.gain(decibels: -120) * 32_768 * 32_768
    /// How far a tone must stand out from the middle one of the grid, on average, as a ratio of powers.
    private static let clear = 5.0
    /// More says no more, and would let one block outvote the others.
    private static let clearest = 40.0

    /// - Parameter rate: Hz; below 8,000 nothing is found.
    package init(rate: Int) {
        self.rate = min(max(rate, 1_000), 384_000)
        let count = self.rate * VoicePrintDetector.blockMs / 1_000
        window = (0..<count).map { Float(0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(count))) }
        coefficients = VoicePrint.grid.map { [rate = self.rate] in Float(2 * cos(2 * .pi * $0 / Double(rate))) }
        block.reserveCapacity(count)
    }

    package mutating func receive(_ samples: [Int16]) {
        guard rate >= 8_000 else { return }
        for sample in samples {
            block.append(Float(sample))
            if block.count == window.count {
                endBlock()
                block.removeAll(keepingCapacity: true)
            }
        }
    }

    /// The print that was heard most, if it was heard for a second at least.
    package var number: Int? {
        heard.max { ($0.value, $1.key) < ($1.value, $0.key) }.flatMap { $0.value >= 1 ? $0.key : nil }
    }

    private mutating func endBlock() {
        let energy = block.reduce(0.0) { $0 + Double($1) * Double($1) }
        guard energy / Double(block.count) > VoicePrintDetector.quietestMeanSquare else { return }
        let powers = coefficients.map(power)
        let middle = powers.sorted()[powers.count / 2]
        guard middle > 0 else { return }
        for index in scores.indices { scores[index] += min(powers[index] / middle, VoicePrintDetector.clearest) }
        blocks += 1
        if blocks == VoicePrintDetector.blocksPerDecision { decide() }
    }

    private func power(_ coefficient: Float) -> Double {
        var last: Float = 0
        var lastButOne: Float = 0
        for index in block.indices {
            let value = block[index] * window[index] + coefficient * last - lastButOne
            lastButOne = last
            last = value
        }
        return Double(last * last + lastButOne * lastButOne - coefficient * last * lastButOne)
    }

    private mutating func decide() {
        let seconds = Double(blocks * VoicePrintDetector.blockMs) / 1_000
        let ratios = scores.map { $0 / Double(blocks) }
        let ranked = (0..<VoicePrint.count).map { number in
            // The weakest of the three decides, for speech may hold one of them by chance.
            (number, VoicePrint(number: number).tones.map { ratios[$0] }.min() ?? 0)
        }.sorted { $0.1 > $1.1 }
        if ranked[0].1 >= VoicePrintDetector.clear, ranked[0].1 >= 2 * ranked[1].1 {
            heard[ranked[0].0, default: 0] += seconds
        } else {
            unmarked += seconds
        }
        blocks = 0
        for index in scores.indices { scores[index] = 0 }
    }
}

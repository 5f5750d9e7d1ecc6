/// What 32 ms of audio sound like, in three numbers.
struct SignalFrame: Sendable {
    /// RMS in dBFS without the mean: an offset is not a sound.
    let level: Double
    /// Sign changes.
    let crossings: Int
    /// Energy that is left after linear prediction, in dB: 0 when nothing can be predicted.
    let flatness: Double

    private static let order = 10

    init(_ samples: UnsafeBufferPointer<Int16>) {
        // Loops without branches, for a compiler makes vector instructions of nothing else.
        var sum = 0
        for sample in samples { sum &+= Int(sample) }
        let mean = Int32(truncatingIfNeeded: samples.isEmpty ? 0 : sum / samples.count)
        let values = [Float](unsafeUninitializedCapacity: samples.count) { values, count in
            for index in samples.indices { values[index] = Float(Int32(samples[index]) &- mean) }
            count = samples.count
        }
        var changes = UInt32(0)
        for index in samples.indices.dropFirst() {
            let change = (Int32(samples[index]) &- mean) ^ (Int32(samples[index &- 1]) &- mean)
            changes &+= UInt32(bitPattern: change) >> 31
        }
        // Silence is above zero.
        if let first = samples.first, Int32(first) &- mean < 0 { changes &+= 1 }
        crossings = Int(changes)
        let correlation = SignalFrame.correlation(values)
        level = AudioLevel.decibels(meanSquare: (correlation.first ?? 0) / Double(max(1, samples.count)))
        flatness = SignalFrame.flatness(correlation)
    }

    private static func correlation(_ values: [Float]) -> [Double] {
        values.withUnsafeBufferPointer { values in
            (0...order).map { lag in
                // Sixteen sums side by side, for the order of additions is not the compiler's to change.
                var sums = SIMD16<Float>.zero
                let count = max(0, values.count - lag)
                let whole = count & ~15
                if let base = UnsafeRawPointer(values.baseAddress) {
                    for index in stride(from: 0, to: whole, by: 16) {
                        let left = base.loadUnaligned(fromByteOffset: index &* 4, as: SIMD16<Float>.self)
                        let right = base.loadUnaligned(fromByteOffset: (index &+ lag) &* 4, as: SIMD16<Float>.self)
                        sums += left * right
                    }
                }
                var sum = sums.sum()
                for index in whole..<count { sum += values[index] * values[index &+ lag] }
                return Double(sum)
            }
        }
    }

    /// Levinson and Durbin: the prediction error, order by order.
    private static func flatness(_ correlation: [Double]) -> Double {
        guard let energy = correlation.first, energy > 0 else { return 0 }
        var coefficients = [Double](repeating: 0, count: correlation.count)
        var error = energy * 1.000_001
        for order in 1..<correlation.count {
            var predicted = 0.0
            for index in 0..<order - 1 { predicted += coefficients[index] * correlation[order - 1 - index] }
            let reflection = (correlation[order] - predicted) / error
            // Each changes with its mirror image.
            for index in 0..<order / 2 {
                let (near, far) = (coefficients[index], coefficients[order - 2 - index])
                coefficients[index] = near - reflection * far
                coefficients[order - 2 - index] = far - reflection * near
            }
            coefficients[order - 1] = reflection
            error *= 1 - reflection * reflection
            guard error > energy * 1e-7 else { return -70 }
        }
        return AudioLevel.decibels(meanSquare: error / energy * 32_768 * 32_768)
    }
}

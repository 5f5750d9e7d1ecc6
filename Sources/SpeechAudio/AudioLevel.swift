#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// How loud audio is. dBFS: 0 is a square wave of full scale, so a full-scale sine has an RMS of -3.01 dBFS and a peak
/// of 0.
package struct AudioLevel: Sendable, Equatable {
    /// Below every level that 16 bits can hold; what silence is reported as.
    package static let floor = -120.0

    package private(set) var samples = 0
    package private(set) var sumOfSquares = 0.0
    /// The largest magnitude, 0...32,768.
    package private(set) var peakMagnitude = 0
    /// Samples at full scale, -32,768 or 32,767.
    package private(set) var clipped = 0
    /// Samples that are exactly zero.
    package private(set) var zeros = 0

    package init() {}

    package init(of samples: [Int16]) { receive(samples) }

    package mutating func receive(_ chunk: [Int16]) {
        chunk.withUnsafeBufferPointer { receive($0) }
    }

    package mutating func receive(_ chunk: UnsafeBufferPointer<Int16>) {
        var sum = Int64(0)
        var peak = Int32(0)
        var clipped = 0
        var zeros = 0
        for index in 0..<chunk.count {
            let value = Int32(chunk[index])
            sum &+= Int64(value &* value)
            peak = max(peak, value < 0 ? 0 &- value : value)
            clipped &+= value >= 32_767 || value == -32_768 ? 1 : 0
            zeros &+= value == 0 ? 1 : 0
        }
        samples += chunk.count
        sumOfSquares += Double(sum)
        peakMagnitude = max(peakMagnitude, Int(peak))
        self.clipped += clipped
        self.zeros += zeros
    }

    /// Root mean square in dBFS, ``floor``...0.
    package var rms: Double { AudioLevel.decibels(meanSquare: samples == 0 ? 0 : sumOfSquares / Double(samples)) }

    /// Largest sample in dBFS, ``floor``...0.
    package var peak: Double { AudioLevel.decibels(meanSquare: Double(peakMagnitude) * Double(peakMagnitude)) }

    /// Every sample is exactly zero. No samples at all are not silence.
    package var isDigitalSilence: Bool { samples > 0 && peakMagnitude == 0 }

    /// Share of samples at full scale, 0...1. Above 0.001 a listener hears it.
    package var clippingShare: Double { samples == 0 ? 0 : Double(clipped) / Double(samples) }

    /// dBFS of a mean square in units of 16-bit samples.
    package static func decibels(meanSquare: Double) -> Double {
        guard meanSquare > 0 else { return floor }
        return max(floor, 10 * log10(meanSquare / (32_768 * 32_768)))
    }

    /// The factor that turns a level up (or down) by so many decibels.
    package static func gain(decibels: Double) -> Double { pow(10, decibels / 20) }
}

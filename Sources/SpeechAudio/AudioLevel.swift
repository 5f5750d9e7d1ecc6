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

    package init() {}

    package init(of samples: [Int16]) { receive(samples) }

    package mutating func receive(_ chunk: [Int16]) {
        chunk.withUnsafeBufferPointer { receive($0) }
    }

    package mutating func receive(_ chunk: UnsafeBufferPointer<Int16>) {
        var start = 0
        while start < chunk.count {
            let count = min(chunk.count - start, AudioLevel.block)
            receive(block: UnsafeBufferPointer(rebasing: chunk[start..<start + count]))
            start += count
        }
        samples += chunk.count
    }

    /// So few samples that the halves of their squares fit 32 bits.
    private static let block = 4_096

    /// Two loops of one width each, for a compiler makes vector instructions of nothing else.
    private mutating func receive(block: UnsafeBufferPointer<Int16>) {
        var highest = Int16(0)
        var lowest = Int16(0)
        for value in block {
            highest = max(highest, value)
            lowest = min(lowest, value)
        }
        var low = UInt32(0)
        var high = UInt32(0)
        for value in block {
            let square = UInt32(bitPattern: Int32(value) &* Int32(value))
            low &+= square & 0xFFFF
            high &+= square >> 16
        }
        sumOfSquares += Double(UInt64(high) << 16 + UInt64(low))
        peakMagnitude = max(peakMagnitude, Int(highest), -Int(lowest))
        if highest == .max || lowest == .min { clipped += block.count { $0 == .max || $0 == .min } }
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

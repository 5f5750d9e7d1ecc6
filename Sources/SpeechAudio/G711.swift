/// µ-law and A-law, the two codecs of telephone networks: 8 bits for what needs 14 or 13. Source: ITU-T G.711.
package enum G711 {
    /// The µ-law code of zero (G.711, table 2b); 0x7F is zero as well.
    package static let muLawSilence: UInt8 = 0xFF
    /// The A-law code nearest to zero: A-law has no zero, it decodes to +8.
    package static let aLawSilence: UInt8 = 0xD5

    /// The 16-bit sample of each µ-law code, -32,124...32,124.
    package static let muLawValues: [Int16] = (0...255).map { code in
        let bits = ~UInt8(code)
        let magnitude = ((Int(bits & 0x0F) << 3) + 0x84) << Int(bits >> 4 & 7)
        return Int16(bits & 0x80 == 0 ? magnitude - 0x84 : 0x84 - magnitude)
    }

    /// The 16-bit sample of each A-law code, -32,256...32,256.
    package static let aLawValues: [Int16] = (0...255).map { code in
        let bits = UInt8(code) ^ 0x55
        let segment = Int(bits >> 4 & 7)
        let step = Int(bits & 0x0F) << 4 + 8
        let magnitude = segment == 0 ? step : (step + 0x100) << (segment - 1)
        return Int16(bits & 0x80 == 0 ? -magnitude : magnitude)
    }

    /// The nearest µ-law code. The bias of 132 makes every segment start at a power of two.
    package static func muLaw(_ sample: Int16) -> UInt8 {
        let magnitude = UInt16(min(Int(sample).magnitude, 32_635) + 132)
        let segment = 8 - magnitude.leadingZeroBitCount
        let code =
            UInt8(truncatingIfNeeded: segment << 4) | UInt8(truncatingIfNeeded: magnitude >> (segment + 3)) & 0x0F
        return ~(sample < 0 ? code | 0x80 : code)
    }

    /// The code of each sample, from the lowest on.
    static let muLawCodes: [UInt8] = (Int(Int16.min)...Int(Int16.max)).map { muLaw(Int16($0)) }

    /// The nearest A-law code. Even bits are inverted on the line, so that silence has transitions.
    package static func aLaw(_ sample: Int16) -> UInt8 {
        // One's complement for negative values: their steps are closed at the other end.
        let magnitude = UInt16(sample < 0 ? ~sample : sample)
        let segment = max(0, 8 - magnitude.leadingZeroBitCount)
        let mantissa = UInt8(truncatingIfNeeded: magnitude >> (segment == 0 ? 4 : segment + 3)) & 0x0F
        let code = UInt8(truncatingIfNeeded: segment << 4) | mantissa
        return (sample < 0 ? code : code | 0x80) ^ 0x55
    }

    static func decode(_ bytes: UnsafeRawBufferPointer, to samples: UnsafeMutableBufferPointer<Int16>, table: [Int16]) {
        // By pointers: this is where a long call spends its time.
        table.withUnsafeBufferPointer { table in
            guard let values = table.baseAddress, let output = samples.baseAddress, samples.count >= bytes.count
            else { return }
            for index in 0..<bytes.count { output[index] = values[Int(bytes[index])] }
        }
    }
}

/// What the bytes of a stream may be in truth, whatever they were declared to be.
package enum ByteReading: Int, Sendable, CaseIterable {
    case pcm16
    /// Big-endian, or little-endian cut at an odd byte: the upper byte is where the lower one should be, and no more can
    /// be told.
    case pcm16Swapped
    case muLaw
    case aLaw

    package init(_ encoding: AudioEncoding) {
        switch encoding {
        case .pcm16: self = .pcm16
        case .pcmu: self = .muLaw
        case .pcma: self = .aLaw
        }
    }

    var bytesPerSample: Int {
        switch self {
        case .pcm16, .pcm16Swapped: 2
        case .muLaw, .aLaw: 1
        }
    }

    /// Rates at which such bytes are met, Hz.
    var rates: [Int] {
        switch self {
        case .pcm16, .pcm16Swapped: [24_000, 16_000, 8_000, 48_000]
        case .muLaw, .aLaw: [8_000]
        }
    }

    /// As people say it.
    package var name: String {
        switch self {
        case .pcm16: "PCM16"
        case .pcm16Swapped: "byte-swapped PCM16 (big-endian, or shifted by one byte)"
        case .muLaw: "µ-law"
        case .aLaw: "A-law"
        }
    }

    /// Mean square of whole samples, in units of 16-bit samples, without the mean: an offset is not a sound.
    func meanSquare(_ bytes: UnsafeRawBufferPointer) -> Double {
        var sum = 0
        var squares = 0
        var count = 0
        switch self {
        case .muLaw, .aLaw:
            count = bytes.count
            (self == .muLaw ? G711.muLawValues : G711.aLawValues).withUnsafeBufferPointer { table in
                for byte in bytes {
                    let sample = Int(table[Int(byte)])
                    sum &+= sample
                    squares &+= sample &* sample
                }
            }
        case .pcm16, .pcm16Swapped:
            count = bytes.count / 2
            let isSwapped = self == .pcm16Swapped
            for index in 0..<count {
                let word = Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: index &* 2, as: Int16.self))
                let sample = Int(isSwapped ? word.byteSwapped : word)
                sum &+= sample
                squares &+= sample &* sample
            }
        }
        guard count > 0 else { return 0 }
        let mean = Double(sum) / Double(count)
        return max(0, Double(squares) / Double(count) - mean * mean)
    }
}

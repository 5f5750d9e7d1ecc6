/// Sums over encoded samples, in loops that the compiler turns into vector instructions.
struct SampleSums: Sendable {
    private(set) var count = 0
    private(set) var squares: UInt64 = 0
    /// The largest magnitude, 0...32,768.
    private(set) var peak = 0

    mutating func add(_ other: SampleSums) {
        count &+= other.count
        // Saturates after 10,000 hours of full scale.
        let (sum, overflow) = squares.addingReportingOverflow(other.squares)
        squares = overflow ? .max : sum
        peak = max(peak, other.peak)
    }

    /// Whole samples, at most a window.
    mutating func add(_ bytes: UnsafeRawBufferPointer, _ encoding: AudioEncoding) {
        switch encoding {
        case .pcm16: addPCM(bytes)
        case .pcmu: addCodes(bytes, inversion: 0xFF, table: SampleSums.muLawSquares)
        case .pcma: addCodes(bytes, inversion: 0x55, table: SampleSums.aLawSquares)
        }
    }

    private mutating func addPCM(_ bytes: UnsafeRawBufferPointer) {
        let count = bytes.count / 2
        guard let start = bytes.baseAddress else { return }
        var squares = UInt64(0)
        var highest = Int16(0)
        var lowest = Int16(0)
        for index in 0..<count {
            let sample = Int16(littleEndian: start.loadUnaligned(fromByteOffset: index &* 2, as: Int16.self))
            let wide = Int32(sample)
            squares &+= UInt64(UInt32(bitPattern: wide &* wide))
            highest = max(highest, sample)
            lowest = min(lowest, sample)
        }
        self.count &+= count
        self.squares &+= squares
        peak = max(peak, Int(highest), -Int(lowest))
    }

    /// G.711: after the inversion the lower seven bits grow with the magnitude.
    private mutating func addCodes(_ bytes: UnsafeRawBufferPointer, inversion: UInt8, table: [UInt32]) {
        var squares = UInt64(0)
        var highest = UInt8(0)
        table.withUnsafeBufferPointer { table in
            guard let table = table.baseAddress else { return }
            for byte in bytes {
                let code = (byte ^ inversion) & 0x7F
                squares &+= UInt64(table[Int(code)])
                highest = max(highest, code)
            }
        }
        count &+= bytes.count
        self.squares &+= squares
        if !bytes.isEmpty { peak = max(peak, Int(Double(table[Int(highest)]).squareRoot())) }
    }

    private static let muLawSquares: [UInt32] = (0..<128).map { square(G711.muLawValues[$0 ^ 0xFF]) }
    private static let aLawSquares: [UInt32] = (0..<128).map { square(G711.aLawValues[($0 | 0x80) ^ 0x55]) }

    private static func square(_ value: Int16) -> UInt32 { UInt32(Int(value) * Int(value)) }
}

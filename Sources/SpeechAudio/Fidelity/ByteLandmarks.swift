/// Places in a stream of bytes that are found again wherever the same bytes pass, however they are cut into messages:
/// a hash over the last 64 bytes that happens to end in zeros. What was passed on unchanged is recognised by them, to the
/// sample. Source: content-defined chunking, Muthitacharoen et al. 2001; the hash is that of FastCDC (Xia et al. 2016).
package struct ByteLandmarks: Sendable {
    package struct Landmark: Sendable, Equatable {
        var hash: UInt32
        /// End of the hashed bytes on the stream's sample clock, in 1/8 ms: a sample of G.711.
        var position: UInt32

        /// Also found where only the sparse ones are kept: the upper bits of the hash are the three more zeros.
        var isSparse: Bool { hash >> 29 == 0 }
    }

    package private(set) var all: [Landmark] = []
    private var hash: UInt64 = 0
    private var seen = 0

    /// One in 512 bytes: 16 a second of G.711. Silence has none.
    private static let mask: UInt64 = 0x1FF << 55
    /// PCM has six times the bytes, and is kept to about as many: those that end in three more zeros.
    private static let sparseMask: UInt64 = 0xFFF << 52
    /// Four hours of speech.
    private static let capacity = 250_000

    /// - Parameter isUniform: All of it is one byte.
    mutating func receive(_ chunk: [UInt8], isUniform: Bool, at ms: Double, _ encoding: AudioEncoding) {
        let mask = encoding.bytesPerSample == 1 ? ByteLandmarks.mask : ByteLandmarks.sparseMask
        let unit = 8_000 / Double(encoding.bytesPerSecond)
        let start = ms * 8
        var hash = self.hash
        ByteLandmarks.gears.withUnsafeBufferPointer { gears in
            // After 64 equal bytes the hash is minus their gear, and stays that.
            let settled = isUniform ? chunk.first.map { 0 &- gears[Int($0)] } : nil
            for (index, byte) in chunk.enumerated() {
                if hash == settled { break }
                hash = hash << 1 &+ gears[Int(byte)]
                guard hash & mask == 0, seen + index >= 64, all.count < ByteLandmarks.capacity else { continue }
                let position = UInt32(clamping: Int((start + Double(index + 1) * unit).rounded()))
                all.append(Landmark(hash: UInt32(truncatingIfNeeded: hash >> 23), position: position))
            }
        }
        self.hash = hash
        seen += chunk.count
    }

    mutating func append(_ next: ByteLandmarks, offsetMs: Double) {
        let offset = UInt32(clamping: Int(offsetMs * 8))
        all += next.all.prefix(ByteLandmarks.capacity - all.count).map {
            Landmark(hash: $0.hash, position: $0.position &+ offset)
        }
        hash = next.hash
        seen = next.seen
    }

    /// Random numbers of splitmix64, chosen so that no run of equal bytes makes landmarks.
    private static let gears: [UInt64] = {
        var state: UInt64 = 0x5EED
        return (0..<256).map { _ in
            while true {
                state &+= 0x9E37_79B9_7F4A_7C15
                var z = state
                z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
                z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
                z ^= z >> 31
                // Of equal bytes the hash tends to minus the gear.
                if (0 &- z) & mask != 0 { return z }
            }
        }
    }()
}

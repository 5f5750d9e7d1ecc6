/// SHA-256 as FIPS 180-4, 6.2 writes it down: for one test, so that no library is needed.
enum SHA256 {
    static func digest(_ message: [UInt8]) -> [UInt8] {
        var hash = primes.prefix(8).map { fraction(Double($0).squareRoot()) }
        let constants = primes.map { fraction(cubeRoot(Double($0))) }
        let length = UInt64(message.count) * 8
        var padded = message + [0x80]
        while padded.count % 64 != 56 { padded.append(0) }
        padded += (0..<8).map { UInt8(truncatingIfNeeded: length >> (56 - 8 * UInt64($0))) }
        for block in stride(from: 0, to: padded.count, by: 64) {
            var words = (0..<16).map { index in
                (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(padded[block + index * 4 + $1]) }
            }
            for index in 16..<64 {
                let (early, late) = (words[index - 15], words[index - 2])
                let small = rotate(early, 7) ^ rotate(early, 18) ^ early >> 3
                let large = rotate(late, 17) ^ rotate(late, 19) ^ late >> 10
                words.append(words[index - 16] &+ small &+ words[index - 7] &+ large)
            }
            var s = hash
            for index in 0..<64 {
                let first = rotate(s[4], 6) ^ rotate(s[4], 11) ^ rotate(s[4], 25)
                let choice = s[4] & s[5] ^ ~s[4] & s[6]
                let sum = s[7] &+ first &+ choice &+ constants[index] &+ words[index]
                let second = rotate(s[0], 2) ^ rotate(s[0], 13) ^ rotate(s[0], 22)
                let majority = s[0] & s[1] ^ s[0] & s[2] ^ s[1] & s[2]
                s = [sum &+ second &+ majority, s[0], s[1], s[2], s[3] &+ sum, s[4], s[5], s[6]]
            }
            hash = zip(hash, s).map { $0 &+ $1 }
        }
        return hash.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * UInt32($0))) } }
    }

    private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }

    /// The first 32 bits behind the point.
    private static func fraction(_ value: Double) -> UInt32 { UInt32((value - value.rounded(.down)) * 4_294_967_296) }

    /// Newton's steps until they stand still: exact enough for 32 bits.
    private static func cubeRoot(_ value: Double) -> Double {
        (0..<60).reduce(value) { root, _ in root - (root * root * root - value) / (3 * root * root) }
    }

    private static let primes = (2...311).filter { number in !(2..<number).contains { number % $0 == 0 } }
}

/// A polynomial of all bytes, modulo 2^64: tells different bytes apart, however they were cut into messages, and proves nothing to an
/// enemy.
package struct ByteDigest: Sendable, Equatable {
    package private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    private static let base: UInt64 = 0x9E37_79B9_7F4A_7C15

    package init() {}

    package init(of bytes: [UInt8]) { add(bytes) }

    package mutating func add(_ bytes: [UInt8]) {
        var value = value
        let base = ByteDigest.base
        let second = base &* base
        let third = second &* base
        let fourth = second &* second
        let eighth = fourth &* fourth
        bytes.withUnsafeBytes { bytes in
            // Zeros count, so each byte is one more than it is.
            func four(_ start: Int) -> UInt64 {
                (UInt64(bytes[start]) &+ 1) &* third &+ (UInt64(bytes[start &+ 1]) &+ 1) &* second
                    &+ (UInt64(bytes[start &+ 2]) &+ 1) &* base &+ UInt64(bytes[start &+ 3]) &+ 1
            }
            let whole = bytes.count & ~7
            for start in stride(from: 0, to: whole, by: 8) {
                // Eight at once, for one multiplication waits for the one before it.
                value = value &* eighth &+ four(start) &* fourth &+ four(start &+ 4)
            }
            for byte in bytes[whole...] { value = value &* base &+ UInt64(byte) &+ 1 }
        }
        self.value = value
    }

    package var text: String { String(value, radix: 16) }
}

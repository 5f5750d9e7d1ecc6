/// Strict base64 (RFC 4648, section 4), the form in which audio, binary frames and keys cross the wire.
package enum Base64 {
    /// Decodes all of `text` into a buffer that is used again and again, replacing what `output` held; nothing is allocated once `output` has grown.
    ///
    /// Strict: no line breaks, no URL alphabet, padding present and only at the end. Bits that padding leaves over are
    /// not looked at (section 3.5 leaves the choice).
    ///
    /// - Returns: nil when all is well, otherwise the offset of the first byte that may not stand there;
    ///   `text.count` when the text ends too early. `output` is then empty.
    package static func decode(_ text: UnsafeRawBufferPointer, into output: inout [UInt8]) -> Int? {
        guard text.count % 4 == 0 else {
            output.removeAll(keepingCapacity: true)
            return firstError(in: text) ?? text.count
        }
        resize(&output, to: decodedCount(of: text))
        let isValid = output.withUnsafeMutableBytes { decode(text, to: $0) }
        if isValid { return nil }
        output.removeAll(keepingCapacity: true)
        return firstError(in: text)
    }

    /// Bytes that valid text of this length and padding decodes to, without looking at the rest of it.
    package static func decodedCount(of text: UnsafeRawBufferPointer) -> Int {
        max(0, text.count / 4 * 3 - paddingCount(of: text))
    }

    /// nil when the text is not base64.
    package static func decode(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
        var output: [UInt8] = []
        return decode(text, into: &output) == nil ? output : nil
    }

    /// nil when the text is not base64.
    package static func decode(_ text: String) -> [UInt8]? {
        var text = text
        return text.withUTF8 { decode(UnsafeRawBufferPointer($0)) }
    }

    /// By a table of our own, for Foundation's goes through `Data`, and each call has fifty messages a second to encode.
    package static func encode(_ bytes: [UInt8]) -> String {
        let count = encodedCount(of: bytes.count)
        return String(unsafeUninitializedCapacity: count) { text in
            encode(bytes, to: UnsafeMutableRawBufferPointer(text))
            return count
        }
    }

    package static func append(_ bytes: [UInt8], to output: inout [UInt8]) {
        let start = output.count
        resize(&output, to: start + encodedCount(of: bytes.count))
        output.withUnsafeMutableBytes {
            encode(bytes, to: UnsafeMutableRawBufferPointer(rebasing: $0[start...]))
        }
    }

    private static func encodedCount(of count: Int) -> Int { (count + 2) / 3 * 4 }

    /// - Parameter text: Has room for just that.
    private static func encode(_ bytes: [UInt8], to text: UnsafeMutableRawBufferPointer) {
        pairs.withUnsafeBufferPointer { pairs in
            let groups = bytes.count / 3
            for group in 0..<groups {
                let index = group &* 3
                let value = Int(bytes[index]) << 16 | Int(bytes[index &+ 1]) << 8 | Int(bytes[index &+ 2])
                text.storeBytes(of: pairs[value >> 12].littleEndian, toByteOffset: group &* 4, as: UInt16.self)
                text.storeBytes(of: pairs[value & 0xFFF].littleEndian, toByteOffset: group &* 4 &+ 2, as: UInt16.self)
            }
            let rest = bytes[(groups * 3)...]
            guard let first = rest.first else { return }
            let value = Int(first) << 16 | (rest.count > 1 ? Int(bytes[groups * 3 + 1]) << 8 : 0)
            text.storeBytes(of: pairs[value >> 12].littleEndian, toByteOffset: groups * 4, as: UInt16.self)
            text.storeBytes(of: pairs[value & 0xFFF].littleEndian, toByteOffset: groups * 4 + 2, as: UInt16.self)
            if rest.count == 1 { text[groups * 4 + 2] = padding }
            text[groups * 4 + 3] = padding
        }
    }

    /// The two characters of each twelve bits, the first in the lower byte.
    private static let pairs: [UInt16] = {
        let alphabet = Array(Base64.alphabet.utf8)
        return (0..<4_096).map { UInt16(alphabet[$0 >> 6]) | UInt16(alphabet[$0 & 63]) << 8 }
    }()

    private static let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

    private static let padding = UInt8(ascii: "=")

    private static func paddingCount(of text: UnsafeRawBufferPointer) -> Int {
        guard text.count >= 4, text.count % 4 == 0, text[text.count - 1] == padding else { return 0 }
        return text[text.count - 2] == padding ? 2 : 1
    }

    /// Grows or cuts at the end only: what stays is about to be overwritten, so nothing is cleared twice.
    private static func resize(_ output: inout [UInt8], to count: Int) {
        if output.count < count {
            output.append(contentsOf: repeatElement(0, count: count - output.count))
        } else {
            output.removeLast(output.count - count)
        }
    }

    private static func decode(_ text: UnsafeRawBufferPointer, to target: UnsafeMutableRawBufferPointer) -> Bool {
        guard text.count > 0, let source = text.baseAddress, let start = target.baseAddress else { return true }
        return tables.withUnsafeBufferPointer { tables in
            guard let table = tables.baseAddress else { return false }
            // A group is stored as four bytes, the fourth of which the next group overwrites. The last group has no
            // next.
            let groups = text.count / 4 - 1
            var seen = UInt32(0)
            for group in 0..<groups {
                let value = decodeGroup(source + group &* 4, table)
                seen |= value
                (start + group &* 3).storeBytes(of: value.littleEndian, as: UInt32.self)
            }
            var last: (UInt8, UInt8, UInt8, UInt8) = (0, 0, 0, 0)
            withUnsafeMutableBytes(of: &last) { last in
                for index in 0..<4 {
                    let byte = text[groups * 4 + index]
                    // "A" stands for six zero bits.
                    last[index] = index >= 4 - paddingCount(of: text) ? UInt8(ascii: "A") : byte
                }
                guard let base = last.baseAddress else { return }
                let value = decodeGroup(UnsafeRawPointer(base), table)
                seen |= value
                for index in groups * 3..<target.count {
                    target[index] = UInt8(truncatingIfNeeded: value >> UInt32(8 * (index - groups * 3)))
                }
            }
            return seen & invalid == 0
        }
    }

    @inline(__always)
    private static func decodeGroup(_ text: UnsafeRawPointer, _ table: UnsafePointer<UInt32>) -> UInt32 {
        let word = UInt32(littleEndian: text.loadUnaligned(as: UInt32.self))
        return table[Int(word & 0xFF)] | table[256 &+ Int(word >> 8 & 0xFF)] | table[512 &+ Int(word >> 16 & 0xFF)]
            | table[768 &+ Int(word >> 24)]
    }

    /// Marks a character outside the alphabet; above the 24 bits of a group.
    private static let invalid: UInt32 = 0xFF00_0000

    /// For each of the four places in a group, the bits of each character where a little-endian store needs them.
    private static let tables: [UInt32] = {
        var tables = Array(repeating: invalid, count: 1_024)
        for (value, character) in alphabet.utf8.enumerated() {
            let value = UInt32(value)
            tables[Int(character)] = value << 2
            tables[256 + Int(character)] = value >> 4 | (value & 0x0F) << 12
            tables[512 + Int(character)] = (value >> 2) << 8 | (value & 0x03) << 22
            tables[768 + Int(character)] = value << 16
        }
        return tables
    }()

    private static func firstError(in text: UnsafeRawBufferPointer) -> Int? {
        let content = text.count - paddingCount(of: text)
        return (0..<content).first { tables[Int(text[$0])] == invalid }
    }
}

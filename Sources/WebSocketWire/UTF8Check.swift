// Says as early as possible that a text is not UTF-8, wherever the wire cuts it. RFC 6455, section 8.1; RFC 3629.

/// Incremental: a character may be spread over any number of pieces.
struct UTF8Check {
    /// Continuation bytes that the current character still needs.
    private var needed = 0
    /// What the next continuation byte may be: narrower after E0, ED, F0 and F4 (overlong forms, surrogates, too high).
    private var allowed: ClosedRange<UInt8> = 0x80...0xBF

    /// Whether the text so far ends with a whole character.
    var isComplete: Bool { needed == 0 }

    /// False as soon as no continuation could make the text valid.
    mutating func accept(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        let count = bytes.count
        while index < count {
            if needed == 0, count - index >= 8 {
                let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                if word & 0x8080_8080_8080_8080 == 0 {
                    index += 8
                    continue
                }
            }
            guard accept(bytes[index]) else { return false }
            index += 1
        }
        return true
    }

    private mutating func accept(_ byte: UInt8) -> Bool {
        if needed > 0 {
            guard allowed.contains(byte) else { return false }
            allowed = 0x80...0xBF
            needed -= 1
            return true
        }
        switch byte {
        case 0x00...0x7F: return true
        case 0xC2...0xDF: needed = 1
        case 0xE0: (needed, allowed) = (2, 0xA0...0xBF)
        case 0xED: (needed, allowed) = (2, 0x80...0x9F)
        case 0xE1...0xEF: needed = 2
        case 0xF0: (needed, allowed) = (3, 0x90...0xBF)
        case 0xF1...0xF3: needed = 3
        case 0xF4: (needed, allowed) = (3, 0x80...0x8F)
        default: return false
        }
        return true
    }
}

extension String {
    /// The longest beginning of the text that fits, cut between characters as UTF-8 sees them.
    func utf8Prefix(maximumBytes: Int) -> [UInt8] {
        let bytes = utf8.prefix(maximumBytes + 1)
        guard bytes.count > maximumBytes else { return Array(bytes) }
        var cut = Array(bytes)
        // The byte that did not fit tells whether the cut falls inside a character.
        while let last = cut.popLast(), last & 0xC0 == 0x80 {}
        return cut
    }
}

import CSimdJSON

/// JSON text that stays text: is it valid, and the same without white space. Numbers and escapes keep their spelling.
extension JSON {
    /// Whether the bytes are one JSON value, parsed as ``init(parsing:)`` does but without building it.
    package static func isValid(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let base = bytes.baseAddress, !bytes.isEmpty else { return false }
        var tape = sj_tape()
        return sj_parse(base, bytes.count, &tape) == 0
    }

    /// Drops white space between tokens of valid JSON.
    package static func writeMinified(_ bytes: UnsafeRawBufferPointer, to output: inout [UInt8]) {
        var inString = false
        var escaped = false
        for byte in bytes {
            if inString {
                output.append(byte)
                if escaped {
                    escaped = false
                } else if byte == UInt8(ascii: "\\") {
                    escaped = true
                } else if byte == UInt8(ascii: "\"") {
                    inString = false
                }
            } else if byte != 0x20, byte != 0x09, byte != 0x0A, byte != 0x0D {
                output.append(byte)
                inString = byte == UInt8(ascii: "\"")
            }
        }
    }
}

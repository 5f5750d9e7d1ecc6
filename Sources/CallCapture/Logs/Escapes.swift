/// Escapes inside a quoted string, as JSON, Python, JavaScript and Ruby write them.
enum Escapes {
    static func decode(_ text: UnsafeRawBufferPointer) -> String {
        guard text.contains(UInt8(ascii: "\\")) else { return String(decoding: text, as: UTF8.self) }
        var output: [UInt8] = []
        output.reserveCapacity(text.count)
        var pendingHigh: UInt32?
        var index = 0
        while index < text.count {
            let byte = text[index]
            guard byte == UInt8(ascii: "\\"), index + 1 < text.count else {
                output.append(byte)
                index += 1
                continue
            }
            let kind = text[index + 1]
            index += 2
            switch kind {
            case UInt8(ascii: "n"): output.append(0x0A)
            case UInt8(ascii: "r"): output.append(0x0D)
            case UInt8(ascii: "t"): output.append(0x09)
            case UInt8(ascii: "b"): output.append(0x08)
            case UInt8(ascii: "f"): output.append(0x0C)
            case UInt8(ascii: "0"): output.append(0)
            case UInt8(ascii: "x"): append(hex(text, &index, 2), &pendingHigh, to: &output)
            case UInt8(ascii: "u"): append(hex(text, &index, 4), &pendingHigh, to: &output)
            case UInt8(ascii: "U"): append(hex(text, &index, 8), &pendingHigh, to: &output)
            case 0x0A: break  // a continued line
            default: output.append(kind)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func hex(_ text: UnsafeRawBufferPointer, _ index: inout Int, _ digits: Int) -> UInt32 {
        guard index + digits <= text.count else { return 0xFFFD }
        let part = String(decoding: text[index..<index + digits], as: UTF8.self)
        guard let value = UInt32(part, radix: 16) else { return 0xFFFD }
        index += digits
        return value
    }

    /// UTF-16 surrogates come as two escapes; a lonely one becomes U+FFFD.
    private static func append(_ value: UInt32, _ pendingHigh: inout UInt32?, to output: inout [UInt8]) {
        var value = value
        if let high = pendingHigh {
            pendingHigh = nil
            if (0xDC00...0xDFFF).contains(value) { value = 0x10000 + ((high - 0xD800) << 10) + (value - 0xDC00) }
        }
        if (0xD800...0xDBFF).contains(value) {
            pendingHigh = value
            return
        }
        output.append(contentsOf: String(Character(Unicode.Scalar(value) ?? "\u{FFFD}")).utf8)
    }
}

/// Bytes that came to harm on the way: zeros of a log that was truncated while it was written, and text that is not UTF-8.
enum TextRepair {
    static func withoutZeros(_ line: UnsafeRawBufferPointer) -> [UInt8] { line.filter { $0 != 0 } }

    static func isUTF8(_ line: UnsafeRawBufferPointer) -> Bool {
        guard !line.isASCII else { return true }
        return String(validating: line, as: UTF8.self) != nil
    }

    /// What is UTF-8 stays; every other byte is taken for Windows-1252, which all of Latin-1 is.
    static func fromWindows(_ line: UnsafeRawBufferPointer) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(line.count + 64)
        var index = 0
        while index < line.count {
            let byte = line[index]
            let length =
                byte < 0x80
                ? 1 : byte >= 0xC2 && byte < 0xE0 ? 2 : byte >= 0xE0 && byte < 0xF0 ? 3 : byte < 0xF5 ? 4 : 1
            let end = index + length
            if byte < 0x80 {
                output.append(byte)
                index += 1
            } else if byte >= 0xC2, byte < 0xF5, end <= line.count,
                String(validating: line[index..<end], as: UTF8.self) != nil
            {
                output.append(contentsOf: line[index..<end])
                index = end
            } else {
                let scalar = byte < 0xA0 ? windows[Int(byte) - 0x80] : UInt32(byte)
                output.append(contentsOf: String(Character(Unicode.Scalar(scalar) ?? "\u{FFFD}")).utf8)
                index += 1
            }
        }
        return output
    }

    /// 0x80 to 0x9F of code page 1252.
    private static let windows: [UInt32] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,
        0x017D, 0x8F,
        0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,
        0x017E, 0x0178,
    ]
}

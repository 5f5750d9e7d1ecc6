import JSONText

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The beginning of a text frame's line, byte for byte as `CaptureWriter` writes it: what nearly every line of a capture is.
struct UsualEnvelope {
    private(set) var number = 0
    private(set) var seconds: Double?
    private(set) var leg = Leg.model
    private(set) var direction = Direction.down
    private(set) var connection: RawJSON
    /// What should be one JSON object; the envelope's own closing brace is off.
    private(set) var message: UnsafeRawBufferPointer

    /// Nil for every other line.
    init?(_ line: UnsafeRawBufferPointer) {
        var cursor = Cursor(line: line)
        guard cursor.skip("{\"n\":"), let number = cursor.digits()?.value else { return nil }
        self.number = number
        if cursor.skip(",\"t\":") {
            guard let whole = cursor.digits(), cursor.skip("."), let fraction = cursor.digits(), fraction.count == 6,
                whole.count <= 9
            else { return nil }
            // Both exact, so the division is the nearest Double to what is written.
            seconds = Double(whole.value * 1_000_000 + fraction.value) / 1e6
        }
        guard cursor.skip(",\"leg\":\"") else { return nil }
        if cursor.skip("phone") { leg = .phone } else if !cursor.skip("model") { return nil }
        guard cursor.skip("\",\"dir\":\"") else { return nil }
        if cursor.skip("up") { direction = .up } else if !cursor.skip("down") { return nil }
        guard cursor.skip("\",\"conn\":"), let connection = cursor.string(),
            cursor.skip(",\"op\":\"text\",\"data\":"), let message = cursor.rest()
        else { return nil }
        self.connection = connection
        self.message = message
    }

    private struct Cursor {
        let line: UnsafeRawBufferPointer
        var index = 0

        /// Inlined, for the comparison with a text of known length is one or two instructions.
        @inline(__always)
        mutating func skip(_ text: StaticString) -> Bool {
            let count = text.utf8CodeUnitCount
            guard index + count <= line.count, let base = line.baseAddress,
                memcmp(base + index, text.utf8Start, count) == 0
            else { return false }
            index += count
            return true
        }

        mutating func digits() -> (value: Int, count: Int)? {
            let start = index
            var value = 0
            while index < line.count, index - start < 15 {
                let digit = line[index] &- UInt8(ascii: "0")
                guard digit < 10 else { break }
                value = value * 10 + Int(digit)
                index += 1
            }
            return index > start ? (value, index - start) : nil
        }

        /// A short string without escapes.
        mutating func string() -> RawJSON? {
            let start = index
            guard index < line.count, line[index] == UInt8(ascii: "\"") else { return nil }
            index += 1
            while index < line.count, index - start < 64, line[index] != UInt8(ascii: "\"") {
                guard line[index] != UInt8(ascii: "\\") else { return nil }
                index += 1
            }
            guard index < line.count, line[index] == UInt8(ascii: "\"") else { return nil }
            index += 1
            return RawJSON(bytes: UnsafeRawBufferPointer(rebasing: line[start..<index]), kind: .string)
        }

        /// An object up to the envelope's closing brace.
        func rest() -> UnsafeRawBufferPointer? {
            guard index < line.count - 1, line[index] == UInt8(ascii: "{"), line.last == UInt8(ascii: "}") else {
                return nil
            }
            var end = line.count - 1
            while end > index, line[end - 1] <= 0x20 { end -= 1 }
            return UnsafeRawBufferPointer(rebasing: line[index..<end])
        }
    }
}

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One value of a scanned text as it stands there: a borrowed span with cheap questions. Valid as long as the text.
package struct RawJSON {
    package enum Kind: UInt8, Sendable {
        case string = 0x22
        case object = 0x7B
        case array = 0x5B
        case null = 0x6E
        case `true` = 0x74
        case `false` = 0x66
        case number = 0x30
    }

    /// The value's own JSON text; a string with its quotes.
    package let bytes: UnsafeRawBufferPointer
    package let kind: Kind

    package init(bytes: UnsafeRawBufferPointer, kind: Kind) {
        self.bytes = bytes
        self.kind = kind
    }

    package var isNull: Bool { kind == .null }

    package var bool: Bool? {
        switch kind {
        case .true: true
        case .false: false
        default: nil
        }
    }

    /// The string between its quotes as it stands in the text, escapes and all.
    package var escapedBytes: UnsafeRawBufferPointer? {
        guard kind == .string, bytes.count >= 2 else { return nil }
        return UnsafeRawBufferPointer(rebasing: bytes[1..<bytes.count - 1])
    }

    /// The string's content without a copy; nil when it has escapes, for which ``string`` is.
    package var stringBytes: UnsafeRawBufferPointer? {
        guard let inner = escapedBytes, !RawJSON.hasEscape(inner) else { return nil }
        return inner
    }

    /// By the system's search, for a delta has thousands of bytes and none of them is one.
    private static func hasEscape(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let base = bytes.baseAddress else { return false }
        return memchr(base, CInt(UInt8(ascii: "\\")), bytes.count) != nil
    }

    /// The decoded string; allocates.
    package var string: String? {
        guard kind == .string else { return nil }
        if let stringBytes { return String(decoding: stringBytes, as: UTF8.self) }
        return (try? JSON(parsing: bytes))?.string
    }

    /// Whether it is a string with exactly this content, written without escapes.
    package func equals(_ text: StaticString) -> Bool {
        guard let inner = escapedBytes else { return false }
        return RawJSON.same(inner, text)
    }

    /// A whole number that fits, also when it was written `3.0`.
    package var integer: Int? {
        guard kind == .number else { return nil }
        var index = 0
        let negative = bytes.first == UInt8(ascii: "-")
        if negative { index = 1 }
        guard bytes.count > index, bytes.count - index <= 18 else { return number.flatMap { Int(exactly: $0) } }
        var value = 0
        while index < bytes.count {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return number.flatMap { Int(exactly: $0) } }
            value = value * 10 + Int(digit)
            index += 1
        }
        return negative ? -value : value
    }

    /// Correctly rounded; nil for what is no JSON number.
    package var number: Double? {
        guard kind == .number else { return nil }
        return decimal ?? (try? JSON(parsing: bytes))?.number
    }

    /// The common case, digits with at most one point: an exact division when both sides are exact (15 digits).
    private var decimal: Double? {
        var mantissa = 0
        var digits = 0
        var fraction = -1
        var index = bytes.first == UInt8(ascii: "-") ? 1 : 0
        let negative = index == 1
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "."), fraction < 0, digits > 0 {
                fraction = 0
            } else {
                let digit = byte &- UInt8(ascii: "0")
                guard digit < 10, digits < 15 else { return nil }
                mantissa = mantissa * 10 + Int(digit)
                digits += 1
                if fraction >= 0 { fraction += 1 }
            }
            index += 1
        }
        guard digits > 0, fraction != 0 else { return nil }
        let value = fraction > 0 ? Double(mantissa) / RawJSON.powersOfTen[fraction] : Double(mantissa)
        return negative ? -value : value
    }

    /// 10 to the 0 … 15, all exact.
    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]

    /// Decodes the value whole; allocates.
    package var json: JSON? { try? JSON(parsing: bytes) }

    package static func same(_ bytes: UnsafeRawBufferPointer, _ text: StaticString) -> Bool {
        guard bytes.count == text.utf8CodeUnitCount else { return false }
        guard let base = bytes.baseAddress else { return true }
        return memcmp(base, text.utf8Start, bytes.count) == 0
    }
}

/// UTF-16, which PowerShell writes when a program's output is sent to a file, as UTF-8, with or without its mark; everything else
/// passes untouched, but for the mark that UTF-8 may have as well: the readers behind this one know no mark.
struct UnicodeDecoding {
    private enum Encoding {
        case undecided, utf8, utf16(bigEndian: Bool)
    }

    private var encoding = Encoding.undecided
    /// Bytes that wait for the rest of their mark or unit.
    private var held: [UInt8] = []
    private var highSurrogate: UInt16?

    /// - Parameter each: called with UTF-8, at most twice.
    mutating func decode(_ chunk: UnsafeRawBufferPointer, _ each: (UnsafeRawBufferPointer) -> Void) {
        if case .utf8 = encoding { return each(chunk) }
        if case .undecided = encoding, held.isEmpty, chunk.count >= 4, !UnicodeDecoding.looksWide(chunk) {
            encoding = .utf8
            return each(UnicodeDecoding.withoutMark(chunk))
        }
        held.append(contentsOf: chunk)
        if case .undecided = encoding {
            guard held.count >= 4 else { return }
            decide()
        }
        flush(each)
    }

    /// What was held although it was all there is.
    mutating func finish(_ each: (UnsafeRawBufferPointer) -> Void) {
        if case .undecided = encoding { decide() }
        if !held.isEmpty { flush(each) }
    }

    private mutating func decide() {
        encoding = held.withUnsafeBytes { bytes in
            guard UnicodeDecoding.looksWide(bytes) else { return .utf8 }
            return .utf16(bigEndian: bytes[0] == 0xFE || bytes[0] == 0)
        }
        guard case .utf8 = encoding else { return }
        held = held.withUnsafeBytes { Array(UnicodeDecoding.withoutMark($0)) }
    }

    /// PowerShell and .NET put a byte order mark before UTF-8, too (Unicode, 23.8).
    private static func withoutMark(_ start: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        start.starts(with: [0xEF, 0xBB, 0xBF]) ? UnsafeRawBufferPointer(rebasing: start.dropFirst(3)) : start
    }

    /// A byte order mark (Unicode, 23.8), or every other byte zero as in any text of Latin letters.
    private static func looksWide(_ start: UnsafeRawBufferPointer) -> Bool {
        guard start.count >= 2 else { return false }
        if start[0] == 0xFF && start[1] == 0xFE || start[0] == 0xFE && start[1] == 0xFF { return true }
        guard start.count >= 4 else { return false }
        let zeros = start.prefix(4).map { $0 == 0 }
        return zeros == [false, true, false, true] || zeros == [true, false, true, false]
    }

    private mutating func flush(_ each: (UnsafeRawBufferPointer) -> Void) {
        guard case .utf16(let bigEndian) = encoding else {
            held.withUnsafeBytes { each($0) }
            return held.removeAll()
        }
        var output: [UInt8] = []
        output.reserveCapacity(held.count)
        var index = 0
        while index + 1 < held.count {
            let (first, second) = (UInt16(held[index]), UInt16(held[index + 1]))
            append(bigEndian ? first << 8 | second : second << 8 | first, to: &output)
            index += 2
        }
        held.removeFirst(index)
        output.withUnsafeBytes { each($0) }
    }

    private mutating func append(_ unit: UInt16, to output: inout [UInt8]) {
        var scalar = UInt32(unit)
        if let high = highSurrogate, (0xDC00...0xDFFF).contains(unit) {
            scalar = 0x10000 + (UInt32(high - 0xD800) << 10) + UInt32(unit - 0xDC00)
        }
        highSurrogate = (0xD800...0xDBFF).contains(unit) ? unit : nil
        guard highSurrogate == nil, scalar != 0xFEFF else { return }
        output.append(contentsOf: String(Character(Unicode.Scalar(scalar) ?? "\u{FFFD}")).utf8)
    }
}

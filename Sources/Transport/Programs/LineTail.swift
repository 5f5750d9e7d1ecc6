// What a program writes, as lines in bounded memory: whole enough to read, and never more than a screenful of pages.

/// Cuts bytes into lines. A line without an end is cut after 4096 bytes, so that a flood costs no memory.
struct LineSplitter {
    private var pending: [UInt8] = []
    private static let longest = 4096

    mutating func receive(_ bytes: UnsafeRawBufferPointer) -> [String] {
        var lines: [String] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                lines.append(take())
            } else {
                pending.append(byte)
                if pending.count == Self.longest { lines.append(take()) }
            }
        }
        return lines
    }

    /// What came behind the last end of a line.
    mutating func finish() -> String? { pending.isEmpty ? nil : take() }

    private mutating func take() -> String {
        if pending.last == UInt8(ascii: "\r") { pending.removeLast() }
        defer { pending.removeAll(keepingCapacity: true) }
        return String(decoding: pending, as: UTF8.self)
    }
}

/// The last lines that a program wrote.
package struct LineTail: Sendable, Equatable {
    package private(set) var lines: [String] = []
    /// Lines that were written in all.
    package private(set) var count = 0
    private let limit: Int

    /// - Parameter limit: Lines to keep.
    package init(limit: Int = 200) { self.limit = limit }

    package mutating func append(_ line: String) {
        count += 1
        lines.append(line)
        // Not with every line: moving all the others each time would be quadratic.
        if lines.count >= 2 * limit { lines.removeFirst(lines.count - limit) }
    }

    /// At most so many of the last ones.
    package func last(_ wanted: Int) -> [String] { Array(lines.suffix(min(wanted, limit))) }
}

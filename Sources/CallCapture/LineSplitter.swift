import JSONText

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Chunks in, lines out. A line is borrowed from its chunk unless it crosses a seam or lies too near the chunk's end to be
/// scanned there.
struct LineSplitter {
    struct Line {
        /// Without its line break; ``TopLevelFields/padding`` readable bytes follow. Empty when too long.
        var text: UnsafeRawBufferPointer
        /// From 1.
        var number: Int
        /// It was longer than the limit and is gone.
        var isTooLong = false
        /// The file ended without a line break behind it.
        var isLast = false
    }

    private let limit: Int
    private var carried = PaddedText()
    private var isSkipping = false
    private var number = 0

    init(limit: Int) { self.limit = limit }

    mutating func consume(_ chunk: UnsafeRawBufferPointer, _ each: (Line) -> Void) {
        guard let base = chunk.baseAddress else { return }
        var start = 0
        while start < chunk.count {
            guard let found = memchr(base + start, 0x0A, chunk.count - start) else { break }
            let end = UnsafeRawPointer(found) - base
            emit(UnsafeRawBufferPointer(rebasing: chunk[start..<end]), room: chunk.count - end, each)
            start = end + 1
        }
        carry(UnsafeRawBufferPointer(rebasing: chunk[start...]))
    }

    mutating func finish(_ each: (Line) -> Void) {
        guard isSkipping || carried.count > 0 else { return }
        number += 1
        let (number, isSkipping) = (number, isSkipping)
        carried.withBytes { each(Line(text: $0, number: number, isTooLong: isSkipping, isLast: true)) }
        carried.removeAll()
        self.isSkipping = false
    }

    private mutating func carry(_ part: UnsafeRawBufferPointer) {
        guard !isSkipping else { return }
        if carried.count + part.count > limit {
            isSkipping = true
            carried.removeAll()
        } else {
            carried.append(part)
        }
    }

    private mutating func emit(_ part: UnsafeRawBufferPointer, room: Int, _ each: (Line) -> Void) {
        number += 1
        if carried.count == 0, !isSkipping, part.count <= limit, room >= TopLevelFields.padding {
            return each(Line(text: LineSplitter.withoutReturn(part), number: number))
        }
        carry(part)
        let (number, isSkipping) = (number, isSkipping)
        carried.withBytes { each(Line(text: LineSplitter.withoutReturn($0), number: number, isTooLong: isSkipping)) }
        carried.removeAll()
        carried.shrink(above: 1 << 20)
        self.isSkipping = false
    }

    private static func withoutReturn(_ line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        line.last == 0x0D ? UnsafeRawBufferPointer(rebasing: line.dropLast()) : line
    }
}

/// Walks through JSON of any size byte by byte, remembers only where it is, and hands out whole the values that it is asked for.
/// What is no JSON leads nowhere rather than astray: brackets that do not match end the walk.
import JSONText

struct JSONWalk {
    enum Found {
        /// A value that was wanted; its text has padding behind it. Nil when it was longer than the limit.
        case value(UnsafeRawBufferPointer?)
        /// A container that was walked through has ended.
        case end
    }

    /// Keys from the outermost container to the value in hand; `[]` for an element of a list.
    private(set) var path: [String] = []
    /// It made no sense from here on.
    private(set) var isBroken = false

    private enum Mode { case between, key, string, scalar }

    private var mode = Mode.between
    private var isEscaped = false
    /// Of the open containers, outermost first: is it a list?
    private var lists: [Bool] = []
    private var key: [UInt8] = []
    private var expectsKey = false
    private var kept = PaddedText(capacity: 4_096)
    /// Depth of the container or value that is being kept.
    private var keptDepth: Int?
    private var isTooLong = false

    private let limit: Int
    private static let deepest = 128
    private static let longestKey = 64

    /// - Parameter limit: bytes of one value.
    init(limit: Int) { self.limit = limit }

    /// Nothing is open: the document, or the last of several, was whole.
    var isAtRest: Bool { lists.isEmpty && mode == .between }

    /// - Returns: how much of the chunk was walked; all of it unless the walk broke off.
    @discardableResult
    mutating func read(
        _ chunk: UnsafeRawBufferPointer, wants: ([String]) -> Bool, found: ([String], Found) -> Void
    ) -> Int {
        var index = 0
        var keepFrom = 0
        while index < chunk.count, !isBroken {
            let byte = chunk[index]
            switch mode {
            case .key, .string:
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    if mode == .string {
                        index += 1
                        endValue(chunk, &keepFrom, index, found)
                    } else {
                        mode = .between
                        index += 1
                    }
                    continue
                }
                if mode == .key, key.count < JSONWalk.longestKey { key.append(byte) }
                index += 1
            case .scalar:
                switch byte {
                case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), 0...0x20:
                    endValue(chunk, &keepFrom, index, found)
                default: index += 1
                }
            case .between:
                step(byte, chunk, &index, &keepFrom, wants, found)
            }
        }
        if keptDepth != nil { keep(UnsafeRawBufferPointer(rebasing: chunk[min(keepFrom, chunk.count)...])) }
        return index
    }

    private mutating func step(
        _ byte: UInt8, _ chunk: UnsafeRawBufferPointer, _ index: inout Int, _ keepFrom: inout Int,
        _ wants: ([String]) -> Bool, _ found: ([String], Found) -> Void
    ) {
        switch byte {
        case 0...0x20: index += 1
        case UInt8(ascii: ","):
            expectsKey = lists.last == false
            index += 1
        case UInt8(ascii: ":"):
            expectsKey = false
            index += 1
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard lists.count < JSONWalk.deepest else { return isBroken = true }
            beginValue(index, &keepFrom, wants)
            lists.append(byte == UInt8(ascii: "["))
            expectsKey = byte == UInt8(ascii: "{")
            index += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            guard let isList = lists.popLast(), isList == (byte == UInt8(ascii: "]")) else { return isBroken = true }
            index += 1
            endValue(chunk, &keepFrom, index, found)
        case UInt8(ascii: "\"") where expectsKey:
            key.removeAll(keepingCapacity: true)
            mode = .key
            index += 1
        case UInt8(ascii: "\""):
            beginValue(index, &keepFrom, wants)
            mode = .string
            index += 1
        default:
            guard !expectsKey else { return isBroken = true }
            beginValue(index, &keepFrom, wants)
            mode = .scalar
            index += 1
        }
    }

    private mutating func beginValue(_ index: Int, _ keepFrom: inout Int, _ wants: ([String]) -> Bool) {
        if let isList = lists.last { path.append(isList ? "[]" : String(decoding: key, as: UTF8.self)) }
        guard keptDepth == nil, wants(path) else { return }
        keptDepth = lists.count
        keepFrom = index
    }

    private mutating func endValue(
        _ chunk: UnsafeRawBufferPointer, _ keepFrom: inout Int, _ end: Int, _ found: ([String], Found) -> Void
    ) {
        mode = .between
        if keptDepth == lists.count {
            keep(UnsafeRawBufferPointer(rebasing: chunk[keepFrom..<end]))
            let path = path
            let isTooLong = isTooLong
            kept.withBytes { found(path, .value(isTooLong ? nil : $0)) }
            kept.removeAll()
            kept.shrink(above: 1 << 20)
            keptDepth = nil
            self.isTooLong = false
            keepFrom = end
        } else if keptDepth == nil {
            found(path, .end)
        }
        if !path.isEmpty { path.removeLast() }
    }

    private mutating func keep(_ part: UnsafeRawBufferPointer) {
        guard !isTooLong else { return }
        if kept.count + part.count > limit {
            isTooLong = true
            kept.removeAll()
        } else {
            kept.append(part)
        }
    }
}

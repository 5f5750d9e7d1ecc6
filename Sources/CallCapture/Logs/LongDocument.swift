/// A JSON document in the lines of a log that is too long to be held: the elements of its list of events, one by one.
import JSONText

struct LongDocument {
    private var walk = JSONWalk(limit: LongDocument.longestRow)
    /// Of the list with the events: so many lists are open in it, itself included.
    private let depth: Int

    private static let longestRow = 8 << 20
    private static let deepest = 4

    /// - Parameter start: so much of it as was held. Nil where that is no JSON, or has no list with an event.
    init?(_ start: [UInt8]) {
        let depth = start.withUnsafeBytes { text in
            (1...LongDocument.deepest).first { depth in
                var walk = JSONWalk(limit: LongDocument.longestRow)
                var hasEvent = false
                walk.read(text, wants: { LongDocument.isRow($0, depth) }) { _, found in
                    if case .value(let row?) = found, !hasEvent, row.first == UInt8(ascii: "{") {
                        hasEvent = LogText.looksLikeEvent(Array(row))
                    }
                }
                return hasEvent && !walk.isBroken
            }
        }
        guard let depth else { return nil }
        self.depth = depth
    }

    /// - Parameter row: an element in one line; nil for one that is too long.
    /// - Returns: whether it goes on.
    mutating func read(_ text: UnsafeRawBufferPointer, _ row: (UnsafeRawBufferPointer?) -> Void) -> Bool {
        let depth = depth
        walk.read(text, wants: { LongDocument.isRow($0, depth) }) { _, found in
            guard case .value(let value) = found else { return }
            guard let value, JSON.isValid(value) else { return row(nil) }
            var flat: [UInt8] = []
            flat.reserveCapacity(value.count)
            JSON.writeMinified(value, to: &flat)
            var padded = PaddedText(capacity: flat.count)
            flat.withUnsafeBytes { padded.replace(with: $0) }
            padded.withBytes { row($0) }
        }
        return !walk.isBroken && !walk.isAtRest
    }

    private static func isRow(_ path: [String], _ depth: Int) -> Bool {
        path.last == "[]" && path.count { $0 == "[]" } == depth
    }
}

/// What the carrier's own numbers say about what is missing. On a WebSocket nothing is lost on the way, so a hole is the
/// recorder's, or a network that the harness plays.
package struct NumberTally: Sendable, Equatable {
    package private(set) var count = 0
    package private(set) var first: Int?
    package private(set) var last: Int?
    /// Numbers that were passed over.
    package private(set) var missing = 0
    /// Numbers that were no more than the one before.
    package private(set) var outOfOrder = 0
    /// The first few places of either.
    package private(set) var moments: [Moment] = []

    package init() {}

    /// - Returns: How many were passed over just now.
    @discardableResult
    mutating func note(_ number: Int, at moment: Moment) -> Int {
        count += 1
        if first == nil { first = number }
        guard let before = last else {
            last = number
            return 0
        }
        let step = number - before
        if step != 1, moments.count < 5 { moments.append(moment) }
        if step <= 0 {
            outOfOrder += 1
            return 0
        }
        last = number
        missing += step - 1
        return step - 1
    }

    /// A new stream counts anew.
    mutating func restart() { last = nil }
}

/// The audio messages of one track.
package struct StreamTally: Sendable, Equatable {
    package var messages = 0
    package var chunks = NumberTally()
    /// Milliseconds since the stream began, as the carrier counts.
    package var firstTimestamp: Int?
    package var lastTimestamp: Int?
    /// Payload lengths in bytes, and how often each came.
    package var sizes = SizeTally()

    package init() {}

    /// - Parameter size: In bytes; nil where the payload cannot be read.
    /// - Returns: How many were passed over just now.
    @discardableResult
    mutating func note(chunk: Int?, timestamp: Int?, size: Int?, at moment: Moment) -> Int {
        messages += 1
        if let size { sizes.note(size) }
        if let timestamp {
            if firstTimestamp == nil { firstTimestamp = timestamp }
            lastTimestamp = timestamp
        }
        return chunk.map { chunks.note($0, at: moment) } ?? 0
    }
}

/// How often each length came, in bounded memory.
package struct SizeTally: Sendable, Equatable {
    package private(set) var counts: [Int: Int] = [:]
    /// Of lengths past the first few hundred different ones.
    package private(set) var others = 0
    package private(set) var total = 0
    private static let capacity = 256

    package init() {}

    mutating func note(_ bytes: Int) {
        total += 1
        if let known = counts.index(forKey: bytes) {
            counts.values[known] += 1
        } else if counts.count < Self.capacity {
            counts[bytes] = 1
        } else {
            others += 1
        }
    }

    /// How many have a length that satisfies a condition; those that were not kept apart do not.
    package func count(where condition: (Int) -> Bool) -> Int {
        counts.reduce(0) { $0 + (condition($1.key) ? $1.value : 0) }
    }

    /// The most frequent length.
    package var usual: Int? { counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key }
}

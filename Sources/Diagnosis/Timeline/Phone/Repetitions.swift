/// Tells media that were sent before a `clear` and are sent again after it. Silence repeats itself and does not count.
struct Repetitions: Sendable {
    /// Of the payloads before the last clear, the newest ones.
    private var before: Set<UInt64> = []
    private var since: [UInt64] = []
    /// A minute and more of 20 ms frames.
    private static let capacity = 4_096

    /// - Returns: Whether the same was sent before the last clear.
    mutating func isKnown(_ payload: [UInt8]) -> Bool {
        guard let first = payload.first, !payload.allSatisfy({ $0 == first }) else { return false }
        let hash = Repetitions.hash(payload)
        if since.count < Self.capacity { since.append(hash) }
        return before.contains(hash)
    }

    mutating func clear() {
        before = Set(since)
        since = []
    }

    /// FNV-1a, 64 bits.
    private static func hash(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}

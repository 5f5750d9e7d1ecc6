import SpeechAudio

/// Tells media that a `clear` has thrown away unheard and that are sent again after it. Silence repeats itself and does not count.
struct Repetitions: Sendable {
    /// Of what the last clear threw away.
    private var unheard: Set<UInt64> = []
    /// The payloads since, and where they end in the accepted audio, milliseconds.
    private var since: [(hash: UInt64, endMs: Double)] = []
    /// A minute and more of 20 ms frames.
    private static let capacity = 4_096

    /// - Returns: Whether the last clear had thrown the same away.
    mutating func isKnown(_ payload: [UInt8], endMs: Double) -> Bool {
        guard let first = payload.first, !payload.allSatisfy({ $0 == first }) else { return false }
        let hash = ByteDigest(of: payload).value
        if since.count >= Self.capacity { since.removeFirst(Self.capacity / 2) }
        since.append((hash, endMs))
        return unheard.contains(hash)
    }

    /// - Parameter headMs: What had been heard by then.
    mutating func clear(headMs: Double) {
        unheard = Set(since.filter { $0.endMs > headMs }.map(\.hash))
        since = []
    }
}

/// How late frames were sent, in bounded memory: the harness judges itself before it judges others.
package struct Punctuality: Sendable {
    /// Of a quarter of a millisecond each; the last takes everything later.
    private var counts = [Int](repeating: 0, count: 401)
    package private(set) var frames = 0
    package private(set) var latest = Duration.zero

    package init() {}

    mutating func sent(late: Duration) {
        frames += 1
        latest = max(latest, late)
        let quarters = Int(clamping: late.microseconds / 250)
        counts[min(max(quarters, 0), 400)] += 1
    }

    /// Those of another call beside these.
    package mutating func add(_ other: Punctuality) {
        frames += other.frames
        latest = max(latest, other.latest)
        for index in counts.indices { counts[index] += other.counts[index] }
    }

    /// Milliseconds that 99 of 100 frames keep, rounded up to a quarter; the latest one when they are past 100 ms.
    package var p99: Double {
        guard frames > 0 else { return 0 }
        var seen = 0
        for (index, count) in counts.enumerated() {
            seen += count
            if seen * 100 >= frames * 99 { return index == 400 ? latest.milliseconds : Double(index + 1) / 4 }
        }
        return latest.milliseconds
    }
}

extension Duration {
    var microseconds: Int64 { components.seconds &* 1_000_000 &+ components.attoseconds / 1_000_000_000_000 }
    var milliseconds: Double { Double(microseconds) / 1_000 }
}

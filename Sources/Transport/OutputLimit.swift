// A bad line on purpose: how fast bytes may leave, and after how many of them the connection is reset. Times come in.

struct OutputLimit {
    /// Nil: as many as the kernel takes.
    var bytesPerSecond: Int?
    /// Bytes after which the connection is reset; nil: never.
    var resetAt: Int?
    private(set) var sent = 0
    private var credit = 0.0
    private var counted: Duration

    /// What may leave at once after a rest.
    private static let burst: Duration = .milliseconds(50)

    init(at now: Duration) { counted = now }

    /// How many bytes may leave now.
    mutating func allowance(at now: Duration) -> Int {
        let left = resetAt.map { max(0, $0 - sent) } ?? .max
        guard let bytesPerSecond else { return left }
        let passed = min(max(now - counted, .zero), Self.burst)
        counted = now
        let rate = Double(bytesPerSecond)
        // A rate below one byte in a burst must not stop for ever.
        credit = min(credit + rate * Double(passed.components.attoseconds) / 1e18, max(1, rate / 20))
        return min(left, Int(credit))
    }

    mutating func took(_ count: Int) {
        sent += count
        credit -= Double(count)
    }

    /// All bytes that may ever leave have left.
    var isSpent: Bool { resetAt.map { sent >= $0 } ?? false }

    /// When to ask again.
    var pause: Duration {
        guard let bytesPerSecond, bytesPerSecond > 0 else { return Self.burst }
        return max(.milliseconds(5), min(Self.burst, .nanoseconds(1_000_000_000 / Int64(bytesPerSecond))))
    }
}

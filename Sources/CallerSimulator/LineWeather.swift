import RealtimeProtocol
import Scenarios
import WebSocketWire

/// The network between carrier and bridge: late, stalled or lost messages, always in order, as TCP keeps them.
struct LineWeather: Sendable {
    private let network: CallerPlan.Network
    private var dice: SplitMix64
    private var held: [(due: Duration, message: WireMessage)] = []
    private var heldHead = 0
    private var lastDue = Duration.zero

    init(_ network: CallerPlan.Network, dice: SplitMix64) {
        self.network = network
        self.dice = dice
    }

    var nextDeadline: Duration? { heldHead < held.count ? held[heldHead].due : nil }

    /// Whether this frame of audio never comes.
    mutating func loses() -> Bool { network.loss > 0 && Double.random(in: 0..<1, using: &dice) < network.loss }

    /// - Parameters:
    ///   - elapsed: Since the first opening, which stalls count from.
    /// - Returns: What is sent at once; otherwise ``release(until:)`` gives it later.
    mutating func send(_ message: WireMessage, at now: Duration, elapsed: Duration) -> WireMessage? {
        var due = now
        if network.jitterMs > 0 {
            due += .microseconds(Int(Double.random(in: 0...network.jitterMs, using: &dice) * 1_000))
        }
        for stall in network.stalls {
            let end = Duration.milliseconds(stall.atMs + stall.forMs)
            if elapsed >= .milliseconds(stall.atMs), elapsed < end { due = max(due, now + (end - elapsed)) }
        }
        due = max(due, lastDue)
        guard due > now || heldHead < held.count else { return message }
        lastDue = due
        held.append((due, message))
        return nil
    }

    mutating func release(until now: Duration) -> [WireMessage] {
        var messages: [WireMessage] = []
        while heldHead < held.count, held[heldHead].due <= now {
            messages.append(held[heldHead].message)
            heldHead += 1
        }
        if heldHead == held.count {
            held.removeAll(keepingCapacity: true)
            heldHead = 0
        }
        return messages
    }

    /// The connection is gone, with all that was on its way.
    mutating func drop() {
        held.removeAll()
        heldHead = 0
        lastDue = .zero
    }
}

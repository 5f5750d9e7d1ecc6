import RealtimeProtocol
package import Scenarios

/// What a plan has happen at the door, connection by connection. Keeps the dice behind `probability`.
package struct DoorBook: Sendable {
    private let rules: [DoorRule]
    private var dice: SplitMix64

    package init(_ rules: [DoorRule], seed: UInt64) {
        self.rules = rules
        dice = SplitMix64(seed: seed ^ 0xD00B)
    }

    /// What happens to a connection that was accepted.
    ///
    /// - Parameter number: Of the server's connections, from 1.
    package mutating func faults(on number: Int) -> [DoorFault] {
        decide(number) { if case .refuse = $0 { false } else { true } }
    }

    /// How long the port is closed before this connection; nil: not at all.
    package mutating func closure(before number: Int) -> Duration? {
        decide(number) { if case .refuse = $0 { true } else { false } }.compactMap { fault in
            if case .refuse(let milliseconds) = fault { Duration.milliseconds(milliseconds) } else { nil }
        }.max()
    }

    private mutating func decide(_ number: Int, _ isWanted: (DoorFault) -> Bool) -> [DoorFault] {
        var faults: [DoorFault] = []
        for rule in rules where isWanted(rule.fault) {
            if let range = rule.connection, !range.contains(number) { continue }
            if rule.probability < 1, Double.random(in: 0..<1, using: &dice) >= rule.probability { continue }
            faults.append(rule.fault)
        }
        return faults
    }
}

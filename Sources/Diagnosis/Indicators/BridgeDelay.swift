/// How much of the caller's waiting is the bridge's own?
struct BridgeDelay: Indicator {
    static let id = "bridge-latency"
    static let title = "The bridge itself adds little delay"

    /// Both ways together, milliseconds, for 95 of 100 turns. Chunks of 100 ms on the way up are usual.
    static let limit = 400.0

    func examine(_ call: Timeline) -> Answer {
        guard call.hasTimes else { return .notExamined("the capture keeps no times") }
        guard call.clockStepMs == 0 else { return .notExamined("the log keeps whole seconds") }
        guard !call.isSampled else { return .notExamined("the log keeps one audio message out of many") }
        guard call.speed == 1 else { return .notExamined("the call ran \(call.speed) times as fast as time") }
        let turns = call.turns.compactMap { turn in call.bridgeLatency(of: turn).bridgeMs.map { (turn, $0) } }
        guard let spread = Spread(turns.map(\.1)) else {
            return .notExamined("no turn can be followed from the caller to the reply on the telephone")
        }
        let words =
            "\(turns.count) turn\(turns.count == 1 ? "" : "s"), half within \(Timeline.words(milliseconds: spread.p50)), the slowest \(Timeline.words(milliseconds: spread.most)), limit \(Timeline.words(milliseconds: Self.limit))"
        guard spread.p95 > Self.limit else { return .pass(words) }
        let slow = turns.filter { $0.1 > Self.limit }
        return .fail(words, slow.flatMap { call.evidence(of: $0.0) })
    }
}

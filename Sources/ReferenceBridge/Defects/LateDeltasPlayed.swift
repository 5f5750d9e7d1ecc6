/// Sends in real time from a queue of its own, and goes on for a second after it has told the carrier to be silent.
struct LateDeltasPlayed: BridgeDefect {
    static let id = "late-deltas-played"
    private var queue = PacedQueue()
    /// Of the old reply, in order.
    private var unsent: [(due: Duration, action: BridgeAction)] = []
    init(_ seat: DefectSeat) {}

    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        unsent.removeAll { $0.due <= stage.now }
        if action.isToCarrier("clear") {
            queue.flush(&stage)
            for late in unsent where late.due <= stage.now + .seconds(1) {
                stage.later(late.due - stage.now, does: late.action)
            }
            unsent = []
            return [action]
        }
        guard let bytes = action.mediaBytes else {
            guard action.isToCarrier("mark") else { return [action] }
            queue.add(action, ms: 0, &stage)
            return []
        }
        unsent.append((queue.add(action, ms: bytes.count / 8, &stage), action))
        return []
    }
}

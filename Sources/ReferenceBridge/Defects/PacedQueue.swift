/// A tool of some defects: a queue of the bridge's own, from which audio leaves in real time.
struct PacedQueue: Sendable {
    /// When what was put in last will have left, and how long it plays.
    private var end = Duration.zero
    private var frames: [Duration] = []

    /// Frames that have not left yet.
    mutating func waiting(_ now: Duration) -> Int {
        frames.removeAll { $0 <= now }
        return frames.count
    }

    /// - Returns: When it leaves.
    @discardableResult mutating func add(
        _ action: BridgeAction, ms: Int, _ stage: inout DefectStage
    ) -> Duration {
        let due = max(end, stage.now)
        frames.append(due)
        stage.later(due - stage.now, does: action)
        end = due + .milliseconds(ms)
        return due
    }

    mutating func flush(_ stage: inout DefectStage) {
        stage.forgetLater()
        frames = []
        end = stage.now
    }
}

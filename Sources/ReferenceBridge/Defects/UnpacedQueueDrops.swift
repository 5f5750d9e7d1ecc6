/// A queue of two seconds between a model that speaks at six times real time and a sender that paces: what does not fit is
/// thrown away.
struct UnpacedQueueDrops: BridgeDefect {
    static let id = "unpaced-queue-drops"
    private var queue = PacedQueue()
    /// Frames of 20 ms.
    private static let room = 100
    init(_ seat: DefectSeat) {}

    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        if action.isToCarrier("clear") { queue.flush(&stage) }
        if action.isToCarrier("mark") { queue.add(action, ms: 0, &stage) }
        guard let bytes = action.mediaBytes else { return action.isToCarrier("mark") ? [] : [action] }
        for start in stride(from: 0, to: bytes.count, by: 160) where queue.waiting(stage.now) < Self.room {
            queue.add(.media(Array(bytes[start..<min(start + 160, bytes.count)]), stage.streamSid), ms: 20, &stage)
        }
        return []
    }
}

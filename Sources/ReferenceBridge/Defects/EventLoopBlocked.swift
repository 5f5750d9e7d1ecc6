/// Writes to a slow database when a response has begun; meanwhile nothing is read and nothing is sent, on either leg.
struct EventLoopBlocked: BridgeDefect {
    static let id = "event-loop-blocked"
    private var blockedUntil = Duration.zero
    init(_ seat: DefectSeat) {}

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        if stage.now < blockedUntil {
            stage.later(blockedUntil - stage.now, hears: event)
            return []
        }
        if event.isFromModel("response.created") { blockedUntil = stage.now + .milliseconds(1_500) }
        return [event]
    }
}

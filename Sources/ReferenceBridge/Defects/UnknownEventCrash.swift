import JSONText
import RealtimeProtocol

/// The loop that reads the model dies of an event that it does not know.
struct UnknownEventCrash: BridgeDefect {
    static let id = "unknown-event-crash"
    private var isDead = false
    init(_ seat: DefectSeat) {}

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        guard case .model = event else { return [event] }
        if event.fromModel?["type"]?.string.flatMap({ EventType(wireName: $0) }) == nil { isDead = true }
        return isDead ? [] : [event]
    }
}

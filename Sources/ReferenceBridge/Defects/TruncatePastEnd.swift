import JSONText

/// Cuts at the carrier's timestamp, which counts from the beginning of the call and not of the item.
struct TruncatePastEnd: BridgeDefect {
    static let id = "truncate-past-end"
    private var timestamp = 0
    init(_ seat: DefectSeat) {}

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        if event.isFromCarrier("media"), let text = event.fromCarrier?["media"]?["timestamp"]?.string {
            timestamp = Int(text) ?? timestamp
        }
        return [event]
    }

    func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        [action.rewritingModel("conversation.item.truncate") { $0["audio_end_ms"] = JSON(timestamp) }]
    }
}

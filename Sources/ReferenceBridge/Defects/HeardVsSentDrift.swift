import JSONText

/// Counts what it has sent for what has been heard, and cuts there.
struct HeardVsSentDrift: BridgeDefect {
    static let id = "heard-vs-sent-drift"
    private var sent: [String: Int] = [:]
    private var item = ""
    init(_ seat: DefectSeat) {}

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        if event.isFromModel("response.output_audio.delta") { item = event.fromModel?["item_id"]?.string ?? "" }
        return [event]
    }

    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        if let bytes = action.mediaBytes { sent[item, default: 0] += bytes.count / 8 }
        return [
            action.rewritingModel("conversation.item.truncate") { event in
                event["audio_end_ms"] = event["item_id"]?.string.flatMap { sent[$0] }.map { JSON($0) }
            }
        ]
    }
}

import JSONText

/// Remembers the first item that it ever played, and cuts that one.
struct TruncateWrongItem: BridgeDefect {
    static let id = "truncate-wrong-item"
    private var first: JSON?
    init(_ seat: DefectSeat) {}

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        if first == nil, event.isFromModel("response.output_audio.delta") { first = event.fromModel?["item_id"] }
        return [event]
    }

    func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        [action.rewritingModel("conversation.item.truncate") { $0["item_id"] = first }]
    }
}

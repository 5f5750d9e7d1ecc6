/// Interrupts only what is still being generated; the rest of a long reply is played to its end.
struct ClearSkippedWhenDone: BridgeDefect {
    static let id = "clear-skipped-when-done"
    private var isGenerating = false
    init(_ seat: DefectSeat) {}

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        if event.isFromModel("response.created") { isGenerating = true }
        if event.isFromModel("response.done") { isGenerating = false }
        return [event]
    }

    func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        guard !isGenerating else { return [action] }
        return action.isToCarrier("clear") || action.isToModel("conversation.item.truncate") ? [] : [action]
    }
}

/// Takes the assistant for silent when no delta has come for a while, though the caller hears it.
struct PlaybackTruthLost: BridgeDefect {
    static let id = "playback-truth-lost"
    private var lastDelta = Duration.zero
    init(_ seat: DefectSeat) {}

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        if event.isFromModel("response.output_audio.delta") { lastDelta = stage.now }
        return [event]
    }

    func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        guard stage.now - lastDelta > .milliseconds(400) else { return [action] }
        return action.isToCarrier("clear") || action.isToModel("conversation.item.truncate") ? [] : [action]
    }
}

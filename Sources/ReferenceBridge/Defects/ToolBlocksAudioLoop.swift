import JSONText

/// The loop that reads both legs waits for the tool.
struct ToolBlocksAudioLoop: BridgeDefect {
    static let id = "tool-blocks-audio-loop"
    private var blockedUntil = Duration.zero
    private var hasBlocked = false
    init(_ seat: DefectSeat) {}

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        if !hasBlocked, event.isFromModel("response.output_item.done"),
            event.fromModel?["item"]?["type"] == "function_call"
        {
            hasBlocked = true
            blockedUntil = stage.now + .milliseconds(2_500)
        }
        guard stage.now < blockedUntil else { return [event] }
        stage.later(blockedUntil - stage.now, hears: event)
        return []
    }
}

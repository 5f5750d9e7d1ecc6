/// The loop that reads the model has died of an exception; everything else goes on.
struct ReaderTaskDied: BridgeDefect {
    static let id = "reader-task-died"
    private var turns = 0
    init(_ seat: DefectSeat) {}

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        if event.isFromModel("input_audio_buffer.committed") { turns += 1 }
        if case .model = event, turns >= 2 { return [] }
        return [event]
    }
}

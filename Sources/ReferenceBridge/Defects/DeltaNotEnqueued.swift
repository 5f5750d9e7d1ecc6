/// A guard throws every reply away until the caller has been heard twice.
struct DeltaNotEnqueued: BridgeDefect {
    static let id = "delta-not-enqueued"
    private var turns = 0
    init(_ seat: DefectSeat) {}

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        if event.isFromModel("input_audio_buffer.committed") { turns += 1 }
        return turns < 2 && event.isFromModel("response.output_audio.delta") ? [] : [event]
    }
}

/// A flag protects the greeting from the caller's noise, and nobody takes it down.
struct InputNotForwarded: BridgeDefect {
    static let id = "input-not-forwarded"
    private var isProtected = false
    init(_ seat: DefectSeat) {}

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        if event.isFromModel("response.created") { isProtected = true }
        return [event]
    }

    func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        isProtected && action.isToModel("input_audio_buffer.append") ? [] : [action]
    }
}

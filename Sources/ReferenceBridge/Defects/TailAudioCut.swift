/// A sender that waits for more before it lets go of the last two chunks, and is thrown away when the reply is done.
struct TailAudioCut: BridgeDefect {
    static let id = "tail-audio-cut"
    private var held: [BridgeAction] = []
    init(_ seat: DefectSeat) {}

    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        guard action.isToCarrier("media") else {
            if case .toCarrier = action { held = [] }
            return [action]
        }
        held.append(action)
        return held.count > 2 ? [held.removeFirst()] : []
    }
}

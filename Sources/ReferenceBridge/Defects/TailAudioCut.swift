/// A sender that holds back the last 400 ms until more comes, and is thrown away when the reply is done.
struct TailAudioCut: BridgeDefect {
    static let id = "tail-audio-cut"
    private var held: [(action: BridgeAction, bytes: Int)] = []
    /// µ-law.
    private static let heldBytes = 3_200
    init(_ seat: DefectSeat) {}

    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        guard let bytes = action.mediaBytes else {
            if case .toCarrier = action { held = [] }
            return [action]
        }
        held.append((action, bytes.count))
        var released: [BridgeAction] = []
        while held.dropFirst().reduce(0, { $0 + $1.bytes }) >= Self.heldBytes {
            released.append(held.removeFirst().action)
        }
        return released
    }
}

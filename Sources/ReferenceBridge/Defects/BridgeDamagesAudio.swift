/// Two tasks read from one queue, and each sends what it finds: every frame is played twice.
struct BridgeDamagesAudio: BridgeDefect {
    static let id = "bridge-damages-audio"
    init(_ seat: DefectSeat) {}

    func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        guard let bytes = action.mediaBytes else { return [action] }
        return stride(from: 0, to: bytes.count, by: 160).flatMap { start in
            let frame = BridgeAction.media(Array(bytes[start..<min(start + 160, bytes.count)]), stage.streamSid)
            return [frame, frame]
        }
    }
}

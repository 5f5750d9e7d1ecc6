import SpeechAudio

/// Every delta is cut into frames for itself, and what is left over is filled up with silence.
struct PartialFramesJitter: BridgeDefect {
    static let id = "partial-frames-jitter"
    /// 60 ms: no usual delta is a multiple of it.
    private static let frame = 480
    init(_ seat: DefectSeat) {}

    func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        guard let bytes = action.mediaBytes else { return [action] }
        return stride(from: 0, to: bytes.count, by: Self.frame).map { start in
            var piece = Array(bytes[start..<min(start + Self.frame, bytes.count)])
            piece += Array(repeating: AudioEncoding.pcmu.silence, count: Self.frame - piece.count)
            return .media(piece, stage.streamSid)
        }
    }
}

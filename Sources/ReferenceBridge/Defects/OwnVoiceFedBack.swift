import Base64Coding
import JSONText

/// What goes to the carrier is put into the queue towards the model as well.
struct OwnVoiceFedBack: BridgeDefect {
    static let id = "own-voice-fed-back"
    private var queue = PacedQueue()
    init(_ seat: DefectSeat) {}

    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        guard let bytes = action.mediaBytes else { return [action] }
        for start in stride(from: 0, to: bytes.count, by: 160) {
            let piece = Array(bytes[start..<min(start + 160, bytes.count)])
            queue.add(
                .toModel(
                    stage.link, ["type": "input_audio_buffer.append", "audio": .string(Base64.encode(piece))]),
                ms: 20, &stage)
        }
        return [action]
    }
}

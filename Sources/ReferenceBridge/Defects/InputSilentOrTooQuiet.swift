import Base64Coding
import JSONText

/// What is sent as the caller's voice is a muted channel.
struct InputSilentOrTooQuiet: BridgeDefect {
    static let id = "input-silent-or-too-quiet"
    init(_ seat: DefectSeat) {}

    func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        [
            action.rewritingModel("input_audio_buffer.append") { event in
                guard let audio = event["audio"]?.string.flatMap({ Base64.decode($0) }) else { return }
                event["audio"] = .string(Base64.encode([UInt8](repeating: 0xFF, count: audio.count)))
            }
        ]
    }
}

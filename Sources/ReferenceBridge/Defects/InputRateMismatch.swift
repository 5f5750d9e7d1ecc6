import Base64Coding
import JSONText
import SpeechAudio

/// 16 kHz samples where the session expects 24 kHz. For a bridge whose format is `pcm`.
struct InputRateMismatch: BridgeDefect {
    static let id = "input-rate-mismatch"
    private var resampler = Resampler(from: 24_000, to: 16_000)
    init(_ seat: DefectSeat) {}

    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        guard action.isToModel("input_audio_buffer.append"),
            let bytes = action.toModel?["audio"]?.string.flatMap({ Base64.decode($0) })
        else { return [action] }
        let samples = resampler.receive(AudioEncoding.pcm24k.decode(bytes))
        return [
            action.rewritingModel("input_audio_buffer.append") { event in
                event["audio"] = .string(Base64.encode(AudioEncoding.pcm16(rate: 16_000).encode(samples)))
            }
        ]
    }
}

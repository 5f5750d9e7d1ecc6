import Base64Coding
import JSONText
import SpeechAudio

/// µ-law in, µ-law out, and PCM at another rate in between, frame by frame, with a filter that begins anew each time.
struct DoubleTranscode: BridgeDefect {
    static let id = "double-transcode"
    init(_ seat: DefectSeat) {}

    func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        if let bytes = action.mediaBytes { return [.media(damaged(bytes), stage.streamSid)] }
        return [
            action.rewritingModel("input_audio_buffer.append") { event in
                guard let bytes = event["audio"]?.string.flatMap({ Base64.decode($0) }) else { return }
                event["audio"] = .string(Base64.encode(damaged(bytes)))
            }
        ]
    }

    private func damaged(_ bytes: [UInt8]) -> [UInt8] {
        stride(from: 0, to: bytes.count, by: 160).flatMap { start in
            let samples = AudioEncoding.pcmu.decode(Array(bytes[start..<min(start + 160, bytes.count)]))
            let up = Resampler.resample(samples, from: 8_000, to: 24_000)
            return AudioEncoding.pcmu.encode(Resampler.resample(up, from: 24_000, to: 8_000))
        }
    }
}

import Base64Coding
import JSONText
import SpeechAudio

/// A noise gate in front of the service's own detection: what is quiet for 200 ms is not sent.
struct SilenceNotForwarded: BridgeDefect {
    static let id = "silence-not-forwarded"
    private var quietMs = 0.0
    private static let hangover = 200.0
    private static let threshold = -45.0
    init(_ seat: DefectSeat) {}

    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        guard action.isToModel("input_audio_buffer.append"),
            let bytes = action.toModel?["audio"]?.string.flatMap({ Base64.decode($0) })
        else { return [action] }
        let isQuiet = AudioLevel(of: AudioEncoding.pcmu.decode(bytes)).rms < Self.threshold
        quietMs = isQuiet ? quietMs + AudioEncoding.pcmu.milliseconds(ofBytes: bytes.count) : 0
        return quietMs > Self.hangover ? [] : [action]
    }
}

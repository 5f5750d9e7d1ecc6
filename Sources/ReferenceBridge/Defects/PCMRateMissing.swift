import JSONText
import RealtimeProtocol

/// PCM is asked for without its rate, as an official example had it.
struct PCMRateMissing: SettingsDefect {
    static let id = "pcm-rate-missing"
    var update = UncheckedUpdate()
    init(_ seat: DefectSeat) {}

    func spoil(_ session: inout JSONObject) {
        FieldPath("audio.output.format").set(["type": "audio/pcm"], in: &session)
    }
}

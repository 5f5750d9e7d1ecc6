import JSONText
import RealtimeProtocol

/// Noise reduction is given as a word.
struct NoiseReductionWrongType: SettingsDefect {
    static let id = "noise-reduction-wrong-type"
    var update = UncheckedUpdate()
    init(_ seat: DefectSeat) {}

    func spoil(_ session: inout JSONObject) {
        FieldPath("audio.input.noise_reduction").set("near_field", in: &session)
    }
}

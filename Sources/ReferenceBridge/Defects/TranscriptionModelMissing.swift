import JSONText
import RealtimeProtocol

/// Transcription is asked for without a model.
struct TranscriptionModelMissing: SettingsDefect {
    static let id = "transcription-model-missing"
    var update = UncheckedUpdate()
    init(_ seat: DefectSeat) {}

    func spoil(_ session: inout JSONObject) {
        FieldPath("audio.input.transcription").set(["language": "en"], in: &session)
    }
}

import JSONText
import RealtimeProtocol

/// The session is configured with the event of the beta.
struct TranscriptionLegacyEvents: CaptioningDefect {
    static let id = "transcription-legacy-events"
    var update = UncheckedUpdate()
    private let format: JSON
    init(_ seat: DefectSeat) { format = seat.settings.format.json(in: .beta) }

    func listening(_ input: JSONObject) -> JSONObject { input }

    func configuring(_ event: JSONObject) -> JSONObject {
        [
            "type": "transcription_session.update", "event_id": event["event_id"] ?? nil,
            "session": [
                "input_audio_format": format, "input_audio_transcription": ["model": "gpt-4o-mini-transcribe"],
            ],
        ]
    }
}

import JSONText

/// The session is configured with the event of the beta.
struct TranscriptionLegacyEvents: CaptioningDefect {
    static let id = "transcription-legacy-events"
    var update = UncheckedUpdate()
    init(_ seat: DefectSeat) {}

    func listening(_ input: JSONObject) -> JSONObject { input }

    func configuring(_ event: JSONObject) -> JSONObject {
        [
            "type": "transcription_session.update", "event_id": event["event_id"] ?? nil,
            "session": [
                "input_audio_format": "g711_ulaw", "input_audio_transcription": ["model": "gpt-4o-mini-transcribe"],
            ],
        ]
    }
}

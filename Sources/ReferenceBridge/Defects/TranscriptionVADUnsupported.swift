import JSONText

/// Turn detection, copied from a conversation, for a model that writes down without turns.
struct TranscriptionVADUnsupported: CaptioningDefect {
    static let id = "transcription-vad-unsupported"
    var update = UncheckedUpdate()
    init(_ seat: DefectSeat) {}

    func listening(_ input: JSONObject) -> JSONObject {
        [
            "format": input["format"] ?? nil, "transcription": ["model": "gpt-realtime-whisper"],
            "turn_detection": ["type": "server_vad"],
        ]
    }
}

import JSONText

/// A session for transcription, of which transcription itself was left out.
struct TranscriptionNotEnabled: CaptioningDefect {
    static let id = "transcription-not-enabled"
    var update = UncheckedUpdate()
    init(_ seat: DefectSeat) {}

    func listening(_ input: JSONObject) -> JSONObject {
        ["format": input["format"] ?? nil, "turn_detection": ["type": "server_vad"]]
    }
}

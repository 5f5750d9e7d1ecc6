import JSONText

/// Another agent takes over after the first reply, with a voice of its own.
struct VoiceChangeAfterAudio: BridgeDefect {
    static let id = "voice-change-after-audio"
    private var hasChanged = false
    init(_ seat: DefectSeat) {}

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        if !hasChanged, event.isFromModel("response.done") {
            hasChanged = true
            stage.also(
                does: .toModel(
                    stage.link,
                    [
                        "type": "session.update",
                        "session": [
                            "type": "realtime", "instructions": "Now you sell flowers.",
                            "audio": ["output": ["voice": "verse"]],
                        ],
                    ]))
        }
        return [event]
    }
}

import JSONText

/// A classification of what the caller said is asked for beside the conversation, and forwarded like everything else.
struct OOBResponsePlayed: BridgeDefect {
    static let id = "oob-response-played"
    private var isTurn = false
    init(_ seat: DefectSeat) {}

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        if event.isFromModel("input_audio_buffer.committed") { isTurn = true }
        if isTurn, event.isFromModel("response.done") {
            isTurn = false
            stage.also(
                does: .toModel(
                    stage.link,
                    [
                        "type": "response.create",
                        "response": [
                            "conversation": "none", "metadata": ["topic": "classification"],
                            "instructions": "Say in one word what the caller wants.",
                        ],
                    ]))
        }
        return [event]
    }
}

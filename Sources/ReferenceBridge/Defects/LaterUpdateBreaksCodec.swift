import JSONText

/// A tool is added after the second reply, by a library that fills in the formats that it knows.
struct LaterUpdateBreaksCodec: BridgeDefect {
    static let id = "later-update-breaks-codec"
    private var replies = 0
    init(_ seat: DefectSeat) {}

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        if event.isFromModel("response.done") { replies += 1 }
        if replies == 2, event.isFromModel("response.done") {
            let pcm: JSON = ["type": "audio/pcm", "rate": 24000]
            stage.also(
                does: .toModel(
                    stage.link,
                    [
                        "type": "session.update",
                        "session": [
                            "type": "realtime", "tools": [],
                            "audio": ["input": ["format": pcm], "output": ["format": pcm]],
                        ],
                    ]))
        }
        return [event]
    }
}

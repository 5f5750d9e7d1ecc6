import JSONText

/// The session is configured in the retired beta's flat shape, and what then runs is taken for granted.
struct FlatConfigOnGA: BridgeDefect {
    static let id = "flat-config-on-ga"
    private var update = UncheckedUpdate()
    init(_ seat: DefectSeat) {}

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] { update.hears(event) }

    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        update.does(action) { event in
            event["session"] = [
                "modalities": ["text", "audio"], "instructions": event["session"]?["instructions"] ?? "",
                "voice": "alloy", "input_audio_format": "g711_ulaw", "output_audio_format": "g711_ulaw",
                "turn_detection": ["type": "server_vad"],
            ]
        }
    }
}

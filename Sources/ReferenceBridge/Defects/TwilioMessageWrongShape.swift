import JSONText

/// Audio goes out as `{"type":"media","payload":…}`, after the model's habit.
struct TwilioMessageWrongShape: BridgeDefect {
    static let id = "twilio-message-wrong-shape"
    init(_ seat: DefectSeat) {}

    func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        [
            action.rewritingCarrier("media") { message in
                message = ["type": "media", "payload": message["media"]?["payload"] ?? ""]
            }
        ]
    }
}

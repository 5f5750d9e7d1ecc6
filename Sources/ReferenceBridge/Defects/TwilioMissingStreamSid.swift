import JSONText

/// Everything to the carrier has the right shape and names no stream.
struct TwilioMissingStreamSid: BridgeDefect {
    static let id = "twilio-missing-streamsid"
    init(_ seat: DefectSeat) {}

    func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        [action.rewritingCarrier(nil) { $0["streamSid"] = nil }]
    }
}

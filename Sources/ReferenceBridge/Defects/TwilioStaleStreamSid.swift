import JSONText

/// A constant that was good while somebody tried things out.
struct TwilioStaleStreamSid: BridgeDefect {
    static let id = "twilio-stale-streamsid"
    init(_ seat: DefectSeat) {}

    func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        [action.rewritingCarrier(nil) { $0["streamSid"] = "MZ00000000000000000000000000000001" }]
    }
}

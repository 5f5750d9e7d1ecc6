import JSONText

/// One module-level variable for the carrier's socket: every call speaks into the one that began last.
struct GlobalStateCrossTalk: BridgeDefect {
    static let id = "global-state-cross-talk"
    private let call: Int
    private let globals: DefectGlobals

    init(_ seat: DefectSeat) {
        call = seat.call
        globals = seat.shared
        globals.newestCall = call
    }

    func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        for action in globals.takeMail(of: call) {
            stage.also(does: action.rewritingCarrier(nil) { $0["streamSid"] = .string(stage.streamSid) })
        }
        return [event]
    }

    func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        guard case .toCarrier = action, globals.newestCall != call else { return [action] }
        globals.post(action, to: globals.newestCall)
        return []
    }
}

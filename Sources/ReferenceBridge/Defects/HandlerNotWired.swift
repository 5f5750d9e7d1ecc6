/// The carrier's socket is accepted, and nothing behind it runs.
struct HandlerNotWired: BridgeDefect {
    static let id = "handler-not-wired"
    init(_ seat: DefectSeat) {}

    func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] { [] }
}

/// The sender's loop does not know the shape of the audio it is handed; marks and clears it does.
struct InternalQueueSchemaMismatch: BridgeDefect {
    static let id = "internal-queue-schema-mismatch"
    init(_ seat: DefectSeat) {}

    func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        action.isToCarrier("media") ? [] : [action]
    }
}

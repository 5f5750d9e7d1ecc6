import JSONText

/// Requests name their modalities as the beta did.
struct ModalitiesInResponseCreate: BridgeDefect {
    static let id = "modalities-in-response-create"
    init(_ seat: DefectSeat) {}

    func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        [
            action.rewritingModel("response.create") { event in
                var response = event["response"]?.object ?? [:]
                response["modalities"] = ["audio", "text"]
                event["response"] = .object(response)
            }
        ]
    }
}

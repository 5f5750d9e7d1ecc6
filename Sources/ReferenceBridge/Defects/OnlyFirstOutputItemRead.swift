import JSONText

/// Of what a response has put out the first item alone is looked at.
struct OnlyFirstOutputItemRead: BridgeDefect {
    static let id = "only-first-output-item-read"
    init(_ seat: DefectSeat) {}

    func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        [
            event.rewritingModel("response.done") { event in
                guard var response = event["response"]?.object, let output = response["output"]?.array else { return }
                response["output"] = .array(Array(output.prefix(1)))
                event["response"] = .object(response)
            }
        ]
    }
}

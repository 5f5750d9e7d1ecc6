import JSONText

/// Only `error` events are looked at: a response is over when it is done, whatever it says.
struct FailedResponseUnreported: BridgeDefect {
    static let id = "failed-response-unreported"
    init(_ seat: DefectSeat) {}

    func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        [
            event.rewritingModel("response.done") { event in
                guard var response = event["response"]?.object else { return }
                response["status"] = "completed"
                event["response"] = .object(response)
            }
        ]
    }
}

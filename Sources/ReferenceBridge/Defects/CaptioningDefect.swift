import JSONText

/// A kind of many defects: the bridge writes down what the caller says, and asks wrongly for it.
protocol CaptioningDefect: BridgeDefect {
    var update: UncheckedUpdate { get set }
    /// `session.audio.input` of its session.
    func listening(_ input: JSONObject) -> JSONObject
    /// The event that configures the session, from the right one.
    func configuring(_ event: JSONObject) -> JSONObject
}

extension CaptioningDefect {
    func configuring(_ event: JSONObject) -> JSONObject { event }

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] { update.hears(event) }

    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        if case .connectModel(let link, _, let headers) = action {
            return [.connectModel(link, query: "intent=transcription", headers: headers)]
        }
        // Who only listens does not greet.
        guard !action.isToModel("response.create") else { return [] }
        let defect = self
        return update.does(action) { event in
            let input = event["session"]?["audio"]?["input"]?.object ?? [:]
            event["session"] = ["type": "transcription", "audio": ["input": .object(defect.listening(input))]]
            event = defect.configuring(event)
        }
    }
}

import JSONText

/// A kind of many defects: the session is asked for with something wrong in it, and what then runs is taken for granted.
protocol SettingsDefect: BridgeDefect {
    var update: UncheckedUpdate { get set }
    func spoil(_ session: inout JSONObject)
}

extension SettingsDefect {
    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] { update.hears(event) }

    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] { spoiling(action) }

    mutating func spoiling(_ action: BridgeAction) -> [BridgeAction] {
        let defect = self
        return update.does(action) { event in
            var session = event["session"]?.object ?? [:]
            defect.spoil(&session)
            event["session"] = .object(session)
        }
    }
}

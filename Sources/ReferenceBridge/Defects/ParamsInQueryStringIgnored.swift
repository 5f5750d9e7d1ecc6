import JSONText
import RealtimeProtocol

/// The voice is in the URL, and not in the configuration.
struct ParamsInQueryStringIgnored: BridgeDefect {
    static let id = "params-in-query-string-ignored"
    private var update = UncheckedUpdate()
    init(_ seat: DefectSeat) {}

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] { update.hears(event) }

    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        if case .connectModel(let link, let query, let headers) = action {
            return [.connectModel(link, query: query + "&voice=verse", headers: headers)]
        }
        return update.does(action) { event in
            FieldPath("session.audio.output.voice").set(nil, in: &event)
        }
    }
}

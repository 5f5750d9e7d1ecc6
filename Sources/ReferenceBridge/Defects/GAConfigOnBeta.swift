import JSONText
import WebSocketWire

/// The beta is asked for in the header, and the session is configured as GA's.
struct GAConfigOnBeta: BridgeDefect {
    static let id = "ga-config-on-beta"
    private var update = UncheckedUpdate()
    init(_ seat: DefectSeat) {}

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] { update.hears(event) }

    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        guard case .connectModel(let link, let query, var headers) = action else {
            return update.does(action) { _ in }
        }
        headers["OpenAI-Beta"] = "realtime=v1"
        return [.connectModel(link, query: query, headers: headers)]
    }
}

import JSONText

/// Two handlers were started for the call; each has a session of its own, and both speak.
struct DuplicateSessionPerCall: BridgeDefect {
    static let id = "duplicate-session-per-call"
    private var shadow: ReferenceBridge
    /// Links of the shadow count from here.
    private static let offset = 1_000

    init(_ seat: DefectSeat) { shadow = ReferenceBridge(settings: seat.settings) }

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        let own: BridgeEvent
        switch event {
        case .carrierOpened, .carrier, .carrierClosed: own = event
        case .modelOpened(let link): own = .modelOpened(shadowed(link))
        case .modelRefused(let link, let status): own = .modelRefused(shadowed(link), status: status)
        case .model(let link, let message): own = .model(shadowed(link), message)
        case .modelClosed(let link, let code): own = .modelClosed(shadowed(link), code: code)
        }
        let isShadows = (event.modelLink?.number ?? 0) >= Self.offset
        if isShadows || event.modelLink == nil {
            for action in shadow.receive(own, at: stage.now) { stage.also(does: outward(action)) }
        }
        return isShadows ? [] : [event]
    }

    private func shadowed(_ link: ModelLink) -> ModelLink { ModelLink(link.number - Self.offset) }

    private func outward(_ action: BridgeAction) -> BridgeAction {
        func out(_ link: ModelLink) -> ModelLink { ModelLink(link.number + Self.offset) }
        return switch action {
        case .connectModel(let link, let query, let headers): .connectModel(out(link), query: query, headers: headers)
        case .toModel(let link, let message): .toModel(out(link), message)
        case .closeModel(let link, let code, let reason): .closeModel(out(link), code: code, reason: reason)
        case .toCarrier, .closeCarrier, .log: action
        }
    }
}

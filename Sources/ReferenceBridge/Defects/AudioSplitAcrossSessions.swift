import JSONText

/// A pool of two sessions, and the chunks of one speaker dealt to them in turn.
struct AudioSplitAcrossSessions: BridgeDefect {
    static let id = "audio-split-across-sessions"
    private var second: ReferenceBridge
    private var chunks = 0
    /// Links of the second session count from here.
    private static let offset = 1_000

    init(_ seat: DefectSeat) { second = ReferenceBridge(settings: seat.settings) }

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        if event.isFromCarrier("media") { chunks += 1 }
        let isSecond = (event.modelLink?.number ?? 0) >= Self.offset
        if isSecond || event.modelLink == nil {
            for action in second.receive(Self.inward(event), at: stage.now) {
                if let action = outward(action) { stage.also(does: action) }
            }
        }
        return isSecond ? [] : [event]
    }

    func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        chunks % 2 == 1 && action.isToModel("input_audio_buffer.append") ? [] : [action]
    }

    private static func inward(_ event: BridgeEvent) -> BridgeEvent {
        func link(_ link: ModelLink) -> ModelLink { ModelLink(link.number - offset) }
        return switch event {
        case .carrierOpened, .carrier, .carrierClosed: event
        case .modelOpened(let outer): .modelOpened(link(outer))
        case .modelRefused(let outer, let status): .modelRefused(link(outer), status: status)
        case .model(let outer, let message): .model(link(outer), message)
        case .modelClosed(let outer, let code): .modelClosed(link(outer), code: code)
        }
    }

    /// Every other chunk; and what it says to the carrier is said once already.
    private func outward(_ action: BridgeAction) -> BridgeAction? {
        func link(_ link: ModelLink) -> ModelLink { ModelLink(link.number + Self.offset) }
        if chunks % 2 == 0, action.isToModel("input_audio_buffer.append") { return nil }
        return switch action {
        case .connectModel(let inner, let query, let headers):
            .connectModel(link(inner), query: query, headers: headers)
        case .toModel(let inner, let message): .toModel(link(inner), message)
        case .closeModel(let inner, let code, let reason): .closeModel(link(inner), code: code, reason: reason)
        case .toCarrier, .closeCarrier, .log: nil
        }
    }
}

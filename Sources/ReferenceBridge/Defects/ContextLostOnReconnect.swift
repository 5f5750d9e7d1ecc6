import JSONText

/// Connects again after a loss as it connected at first: configures the session, greets, and tells it nothing of the call.
struct ContextLostOnReconnect: BridgeDefect {
    static let id = "context-lost-on-reconnect"
    private let greeting: String?
    /// New sessions that have begun.
    private var begun: Set<ModelLink> = []
    init(_ seat: DefectSeat) { greeting = seat.settings.greeting }

    mutating func doesAll(_ actions: [BridgeAction], _ stage: inout DefectStage) -> [BridgeAction] {
        let link = actions.lazy.compactMap { action -> ModelLink? in
            guard case .toModel(let link, _) = action, link.number > 1 else { return nil }
            return Self.isUse(action) || action.isToModel("input_audio_buffer.append") ? link : nil
        }.first
        guard let link, begun.insert(link).inserted else { return actions }
        var greets: JSONObject = ["type": "response.create"]
        if let greeting { greets["response"] = ["instructions": .string(greeting)] }
        return [.toModel(link, .object(greets))] + actions.filter { !Self.isUse($0) }
    }

    private static func isUse(_ action: BridgeAction) -> Bool {
        action.isToModel("conversation.item.create") || action.isToModel("response.create")
    }
}

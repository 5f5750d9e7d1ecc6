import RealtimeProtocol

/// The part that all turns share: a response that is created, goes on, and is done.
struct AwaitResponse {
    enum Progress: Equatable {
        case going, created
        /// Ended; `trouble` unless it completed.
        case done(trouble: String?, isFinal: Bool)
    }

    private(set) var id: String?

    /// Waits for `response.created`; nil before that.
    mutating func heard(_ event: HeardEvent, _ probe: inout ProbeContext) -> Progress {
        switch event.type {
        case .responseCreated:
            id = event.responseID
            probe.wait(for: "response.done", probe.plan.patience.progress)
            return .created
        case .responseDone:
            guard id == nil || event.responseID == id else { return .going }
            if event.wasInterrupted {
                // A pause between words ended the turn too early; its real end brings the next response.
                id = nil
                probe.wait(for: "response.created", probe.plan.patience.hearing + probe.plan.patience.response)
                return .going
            }
            probe.stopWaiting()
            return .done(trouble: event.trouble, isFinal: event.isFinal)
        default:
            // Whatever belongs to the response shows that it goes on.
            if id != nil, event.responseID == id { probe.wait(for: "response.done", probe.plan.patience.progress) }
            return .going
        }
    }
}

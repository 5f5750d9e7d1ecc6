import JSONText
import RealtimeProtocol

/// The first event must be `session.created`; anything else is evidence, and there is nothing to talk to.
struct AwaitSession: ProbeStep {
    let section = ProbeSection.handshake
    private var refusal: String?

    init() {}

    mutating func begin(_ probe: inout ProbeContext) -> StepProgress {
        probe.wait(for: "session.created", probe.plan.patience.firstEvent)
        return .going
    }

    mutating func heard(_ event: HeardEvent, _ probe: inout ProbeContext) -> StepProgress {
        switch event.type {
        case .sessionCreated, .transcriptionSessionCreated: return .done
        case .error:
            refusal = "the service refused: \(event.json["error"]?["code"]?.string ?? "error")"
            // The close that explains it follows at once; it must be in the capture.
            probe.wait(for: "close after error", .seconds(2))
            return .going
        default: return .going
        }
    }

    mutating func due(_ probe: inout ProbeContext) -> StepProgress {
        let reason = probe.gaveUp()
        return .stuck(refusal ?? reason)
    }
}

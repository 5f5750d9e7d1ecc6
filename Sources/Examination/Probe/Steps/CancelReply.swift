import JSONText
import RealtimeProtocol

/// `response.cancel` while a reply is being spoken.
struct CancelReply: ProbeStep {
    let section = ProbeSection.interruption
    private var response = AwaitResponse()
    private var cancelled = false

    init() {}

    mutating func begin(_ probe: inout ProbeContext) -> StepProgress {
        probe.mouth.close()
        probe.sendUserText("Tell me a very long story.")
        probe.askForResponse(text: false)
        return .going
    }

    mutating func heard(_ event: HeardEvent, _ probe: inout ProbeContext) -> StepProgress {
        let progress = response.heard(event, &probe)
        if event.type == .outputAudioDelta, !cancelled, event.responseID == response.id {
            cancelled = true
            probe.send(["type": "response.cancel"])
            probe.wait(for: "response.done", probe.plan.patience.acknowledgement)
        }
        switch progress {
        case .going, .created: return .going
        case .done(let trouble, let isFinal):
            guard !cancelled else { return .done }
            return isFinal
                ? .stuck("the response \(trouble ?? "")") : .failed("the response \(trouble ?? "had no audio")")
        }
    }
}

/// Close 1000 and the service's own close frame.
struct Goodbye: ProbeStep {
    let section = ProbeSection.orderlyEnd

    mutating func begin(_ probe: inout ProbeContext) -> StepProgress {
        probe.mouth.close()
        probe.actions.append(.close(code: 1000, reason: ""))
        probe.wait(for: "close", probe.plan.patience.closing)
        return .going
    }

    mutating func heard(_ event: HeardEvent, _ probe: inout ProbeContext) -> StepProgress { .going }
}

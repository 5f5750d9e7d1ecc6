/// The order of a probe, from its plan.
enum ProbeScript {
    static func steps(for plan: ProbePlan) -> [any ProbeStep] {
        var steps: [any ProbeStep] = [AwaitSession(), ConfigureSession()]
        func add(_ section: ProbeSection, _ more: [any ProbeStep]) {
            if plan.sections.contains(section) { steps += more }
        }
        add(.textTurn, [TextTurn()])
        add(.spokenTurns, (0..<plan.turns).map { SpokenTurn(index: $0) })
        add(.interruption, [BargeIn(), CancelReply()])
        add(.functionCall, [FunctionCall()])
        add(.transcription, [AwaitTranscripts()])
        return steps + [Goodbye()]
    }
}

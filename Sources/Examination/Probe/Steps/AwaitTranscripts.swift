/// Transcripts of the caller come when they come; this waits for those that are still owed.
struct AwaitTranscripts: ProbeStep {
    let section = ProbeSection.transcription

    mutating func begin(_ probe: inout ProbeContext) -> StepProgress {
        guard !probe.untranscribed.isEmpty else { return .done }
        probe.wait(for: "conversation.item.input_audio_transcription.completed", probe.plan.patience.acknowledgement)
        return .going
    }

    mutating func heard(_ event: HeardEvent, _ probe: inout ProbeContext) -> StepProgress {
        probe.untranscribed.isEmpty ? .done : .going
    }

    mutating func due(_ probe: inout ProbeContext) -> StepProgress { .failed(probe.gaveUp()) }
}

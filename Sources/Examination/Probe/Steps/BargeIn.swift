import Durations
import JSONText
import RealtimeProtocol
import SpeechAudio

/// The caller interrupts a long reply: the service must stop, forget what was not heard, and answer the interruption.
struct BargeIn: ProbeStep {
    let section = ProbeSection.interruption
    private enum State: Equatable {
        case asking
        /// The reply runs; the caller lets it speak for a while.
        case listening(item: String)
        case interrupting(item: String)
        /// The service has noticed: what was not heard is truncated, the next reply is awaited.
        case settling
    }
    private var state = State.asking
    private var reply = AwaitResponse()
    private var truncated = false
    private var replyDone = false

    mutating func begin(_ probe: inout ProbeContext) -> StepProgress {
        guard let utterance = probe.speech.utterance(saying: "Tell me a very long story.", role: .caller) else {
            return .stuck("the audio fixtures lack the request for a long story")
        }
        probe.say(utterance)
        return .going
    }

    mutating func spoken(_ probe: inout ProbeContext) -> StepProgress {
        switch state {
        case .asking:
            probe.wait(for: "response.output_audio.delta", probe.plan.patience.hearing + probe.plan.patience.response)
        case .interrupting: probe.wait(for: "speech_started", probe.plan.patience.hearing)
        case .listening, .settling: break
        }
        return .going
    }

    mutating func heard(_ event: HeardEvent, _ probe: inout ProbeContext) -> StepProgress {
        switch (state, event.type) {
        case (.asking, .outputAudioDelta):
            guard let item = event.itemID else { return .going }
            state = .listening(item: item)
            probe.wait(for: "the reply to be under way", .milliseconds(1500))
            return .going
        case (.asking, .responseDone) where !event.wasInterrupted:
            return event.isFinal
                ? .stuck("the response \(event.trouble ?? "")")
                : .failed("the response \(event.trouble ?? "had no audio")")
        case (.interrupting(let item), .speechStarted):
            state = .settling
            truncate(item, &probe)
            probe.wait(for: "response.created", probe.plan.patience.hearing + probe.plan.patience.response)
            return .going
        case (.settling, _):
            settle(event, &probe)
            return truncated && replyDone ? .done : .going
        case (.asking, _), (.listening, _), (.interrupting, _): return .going
        }
    }

    private mutating func settle(_ event: HeardEvent, _ probe: inout ProbeContext) {
        if event.type == .itemTruncated || event.type == .error { truncated = true }
        // The end of the interrupted reply is not the end of the next.
        guard event.type == .responseCreated || reply.id != nil, !replyDone else { return }
        guard case .done = reply.heard(event, &probe) else { return }
        replyDone = true
        if !truncated { probe.wait(for: "conversation.item.truncated", probe.plan.patience.acknowledgement) }
    }

    /// The caller heard what was played since the first audio, but never more than had arrived.
    private func truncate(_ item: String, _ probe: inout ProbeContext) {
        let played = probe.firstAudio[item].map { (probe.now - $0).seconds * 1000 } ?? 0
        let heard = Int(min(played, probe.receivedMs[item] ?? 0))
        probe.send([
            "type": "conversation.item.truncate", "item_id": .string(item), "content_index": 0,
            "audio_end_ms": .init(heard),
        ])
    }

    mutating func due(_ probe: inout ProbeContext) -> StepProgress {
        guard case .listening(let item) = state else { return .stuck(probe.gaveUp()) }
        guard let utterance = probe.speech.utterance(saying: "Wait, stop please.", role: .caller) else {
            return .stuck("the audio fixtures lack the interruption")
        }
        state = .interrupting(item: item)
        probe.stopWaiting()
        probe.say(utterance, interrupts: true)
        return .going
    }
}

import RealtimeProtocol
import SpeechAudio

/// The caller says a sentence in real time and the service must hear its end by itself and answer.
struct SpokenTurn: ProbeStep {
    static let sentences = [
        "What are your opening hours?", "Could you book a table for two tonight?", "And how do I get there?",
        "Hello, can you hear me?", "What is the weather in London?",
    ]

    let section = ProbeSection.spokenTurns
    let index: Int
    private var response = AwaitResponse()
    private var wasHeard = false
    private var wasStopped = false

    init(index: Int) { self.index = index }

    mutating func begin(_ probe: inout ProbeContext) -> StepProgress {
        let text = Self.sentences[index % Self.sentences.count]
        guard let utterance = probe.speech.utterance(saying: text, role: .caller) else {
            return .stuck("the audio fixtures lack '\(text)'")
        }
        probe.say(utterance)
        return .going
    }

    mutating func spoken(_ probe: inout ProbeContext) -> StepProgress {
        // Silence goes on being sent, so that the end of speech can be heard.
        if !wasStopped { probe.wait(for: wasHeard ? "speech_stopped" : "speech_started", probe.plan.patience.hearing) }
        return .going
    }

    mutating func heard(_ event: HeardEvent, _ probe: inout ProbeContext) -> StepProgress {
        switch event.type {
        case .speechStarted:
            wasHeard = true
            if !probe.mouth.isSpeaking { probe.wait(for: "speech_stopped", probe.plan.patience.hearing) }
            return .going
        case .speechStopped:
            wasStopped = true
            // A pause within the sentence may have ended the turn; what counts comes after the last word.
            probe.wait(for: "response.created", probe.plan.patience.response)
            return .going
        default: break
        }
        switch response.heard(event, &probe) {
        case .going, .created: return .going
        case .done(nil, _): return .done
        case .done(let trouble?, let isFinal):
            return isFinal ? .stuck("the response \(trouble)") : .failed("the response \(trouble)")
        }
    }

    mutating func due(_ probe: inout ProbeContext) -> StepProgress {
        let reason = probe.gaveUp()
        // One more turn tells a lost turn from a dead conversation; a response that never ends blocks every other.
        return index + 1 < probe.plan.turns && response.id == nil && wasStopped && index < 2
            ? .failed(reason) : .stuck(reason)
    }
}

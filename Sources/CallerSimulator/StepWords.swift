// What the caller is about to do, for somebody who lets a call go on step by step.
import Scenarios

enum StepWords {
    /// Nil: the step does nothing of itself, or, as an interruption, is timed by the reply and comes with the words before it.
    ///
    /// - Parameter text: What a speech says.
    static func next(_ index: Int, of steps: [CallerStep], text: (CallerSpeech) -> String?) -> String? {
        guard index < steps.count else { return nil }
        func quoted(_ speech: CallerSpeech) -> String { text(speech).map { "“\($0)”" } ?? "something" }
        switch steps[index] {
        case .say(let speech):
            let over = steps[(index + 1)...].prefix {
                if case .interrupt = $0 { true } else { false }
            }
            return over.reduce("the caller says \(quoted(speech))") { words, step in
                guard case .interrupt(let after, let speech, _) = step else { return words }
                return words + ", and \((after / 100).rounded() / 10) s into the reply, over it, \(quoted(speech))"
            }
        case .press(let digits): return "the caller presses \(digits)"
        case .noise: return "noise on the line"
        case .hangUp: return "the caller hangs up"
        case .wait, .pause, .interrupt, .expect: return nil
        }
    }
}

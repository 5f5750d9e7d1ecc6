/// One utterance of the script, on the sample clock of the appended audio.
import CallCapture
import JSONText

struct Said: Sendable {
    let text: String?
    let fromMs: Double
    let toMs: Double
    /// It was meant to be spoken into a reply; nil when the script does not say.
    let interrupts: Bool?

    init(_ observation: Observation) {
        text = observation.data["text"]?.string
        fromMs = observation.data["fromMs"]?.number ?? -1
        toMs = observation.data["toMs"]?.number ?? -1
        interrupts = observation.data["interrupts"]?.bool
    }
}

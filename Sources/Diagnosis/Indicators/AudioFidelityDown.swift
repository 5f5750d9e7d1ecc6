/// Was the caller given what the model said: all of it, in the carrier's format?
import SpeechAudio

struct AudioFidelityDown: Indicator {
    static let id = "audio-fidelity-down"
    static let title = "The caller was given what the model said"

    func examine(_ call: Timeline) -> Answer { call.answer(.down, \.down) }
}

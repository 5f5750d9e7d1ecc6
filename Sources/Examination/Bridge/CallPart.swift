package import CallerSimulator
package import ModelMock
package import Scenarios

/// One of several calls of a run that differ from each other: a caller and a model of its own.
package struct CallPart: Sendable {
    package var caller: CallerPlan
    package var voice: CallerVoice
    package var model: ModelPlan
    package var speech: SharedSpeech
    /// From the beginning of the run, in the caller's time; nil: when there is room for one more.
    package var startAt: Duration?

    package init(
        caller: CallerPlan, voice: CallerVoice, model: ModelPlan, speech: SharedSpeech, startAt: Duration? = nil
    ) {
        self.caller = caller
        self.voice = voice
        self.model = model
        self.speech = speech
        self.startAt = startAt
    }
}

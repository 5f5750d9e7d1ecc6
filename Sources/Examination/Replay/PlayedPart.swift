// A recorded call, made ready to be played again: its caller with a voice, its model with a plan.
import CallerSimulator
import Durations
import ModelMock
package import Replay
import Scenarios
package import SpeechAudio

package struct PlayedPart {
    package let caller: CallerReplay
    package let service: ServiceReplay
    package let part: CallPart

    /// - Parameters:
    ///   - library: Of the harness; the recorded voices stand before it, for the same words may be in both.
    ///   - begin: When the first call of the recording began, seconds; nil: it begins when there is room.
    package init(
        _ recorded: RecordedCall, _ timing: ReplayTiming, library: SpeechLibrary, environment: [String: String] = [:],
        begin: Double? = nil
    ) throws {
        let service = ServiceReplay(of: recorded, timing: timing)
        let caller = CallerReplay(of: recorded, timing: timing)
        let speech = SharedSpeech(library: SpeechLibrary(utterances: service.voices + library.utterances))
        let voice = try CallerVoice(
            steps: caller.plan.steps, library: speech.library,
            // Without a synthesiser some other words are said: what counts is that somebody speaks.
            synthesize: {
                Synthesizer.speak($0, environment: environment)
                    ?? speech.library.utterances(of: .caller).first.map(\.samples)
            },
            load: { caller.files[$0] })
        let offset = begin.flatMap { begin in recorded.begin.map { Duration.seconds(max(0, $0 - begin)) } }
        self.caller = caller
        self.service = service
        part = CallPart(
            caller: caller.plan, voice: voice, model: service.plan, speech: speech,
            startAt: timing == .recorded ? offset ?? .zero : nil)
    }

    /// How long a run with these calls may take: none of them is to be cut off because there are many, or because it is long.
    package static func patience(_ parts: [PlayedPart], jobs: Int, rate: Double) -> Duration {
        let limits = parts.map { (part: $0.part, seconds: $0.part.caller.limitMs / 1_000) }
        let last = limits.map { ($0.part.startAt?.seconds ?? 0) + $0.seconds }.max() ?? 0
        let inTurn = limits.filter { $0.part.startAt == nil }.map(\.seconds).reduce(0, +) / Double(max(1, jobs))
        return .seconds(min(max(300, max(last, inTurn) / rate + 60), 86_400))
    }
}

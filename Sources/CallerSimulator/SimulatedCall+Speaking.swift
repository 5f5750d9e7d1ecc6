import CallCapture
import JSONText
import Scenarios
import SpeechAudio
import TelephonyProtocol

// What the caller does: the script's directives, words and interruptions.
extension SimulatedCall {
    mutating func playScript() {
        guard phase == .talking else { return }
        situation.now = now
        while phase == .talking {
            situation.isSpeaking = microphone.isSpeaking
            let directives = script.poll(situation)
            if directives.isEmpty { return }
            for directive in directives { obey(directive) }
        }
    }

    private mutating func obey(_ directive: ScriptRunner.Directive) {
        switch directive {
        case .say(let speech): say(speech)
        case .press(let digit):
            if let message = front.press(digit) { send(message) }
        case .noise(let kind, let level, let ms): microphone.begin(kind, level: level, milliseconds: ms)
        case .hangUp(let reason): hangUp(reason)
        case .observe(let kind, let data): observe(kind, data)
        case .ask(let step):
            let words = StepWords.next(step, of: plan.steps) { voice[$0]?.text }
            actions.append(.awaitsStep(next: words ?? ""))
        }
    }

    private mutating func say(_ speech: CallerSpeech) {
        guard let spoken = voice[speech] else { return }
        let interrupts = ear.isHearingSpeech
        if !interrupts || turns == 0 { turns += 1 }
        words = Words(text: spoken.text, turn: turns, fromMs: streamMs, interrupts: interrupts)
        situation.spokeAt = now
        if interrupts { beginInterruption() }
        let samples = Resampler.resample(spoken.samples, from: spoken.rate, to: ear.rate)
        microphone.say(settings.voicePrint.map { VoicePrint(number: $0).marking(samples, rate: ear.rate) } ?? samples)
    }

    /// The last sample is on its way.
    mutating func endWords() {
        guard let said = words else { return }
        words = nil
        observe(
            ObservationKind.said,
            [
                "turn": JSON(said.turn), "text": .string(said.text), "fromMs": JSON(said.fromMs),
                "toMs": JSON(streamMs), "interrupts": .bool(said.interrupts),
            ])
    }

    // MARK: Interruptions

    private mutating func beginInterruption() {
        resolveInterruption(cleared: false)
        interruption = Interruption(
            turn: turns, at: now, atMs: streamMs, heardMs: ear.segmentStartMs.map { max(0, streamMs - $0) } ?? 0,
            unplayed: clock.bufferedSamples, played: clock.totals.played)
    }

    /// What nobody cleared ends by itself.
    mutating func watchInterruption() {
        guard let interruption else { return }
        let isOver = !clock.isPlaying && !ear.isHearingSpeech
        if isOver || now - interruption.at > .seconds(10) { resolveInterruption(cleared: false) }
    }

    mutating func resolveInterruption(cleared: Bool) {
        guard let over = interruption else { return }
        interruption = nil
        observe(
            ObservationKind.interrupted,
            [
                "turn": JSON(over.turn), "atMs": JSON(over.atMs), "heardMs": JSON(over.heardMs),
                "unplayedMs": JSON(Int(clock.milliseconds(over.unplayed).rounded())),
                "clearedAfterMs": cleared ? JSON(Int((now - over.at).milliseconds.rounded())) : .null,
                "talkedOverMs": JSON(Int(clock.milliseconds(clock.totals.played - over.played).rounded())),
            ])
    }
}

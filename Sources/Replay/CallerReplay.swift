// The recorded caller as a script of the simulated one.
import Diagnosis
import JSONText
package import Scenarios
import SpeechAudio

/// How the caller's time is made of the recorded one.
package enum ReplayTiming: String, Sendable, CaseIterable {
    /// The caller speaks when the caller spoke, whatever the bridge does now.
    case recorded
    /// The caller speaks when what came before it has come again: after the reply, so long into it, after so long in vain.
    case causal
    /// The same, and each time only when somebody lets the call go on.
    case step
}

/// A caller's plan and the sound of what it says.
package struct CallerReplay: Sendable {
    package var plan: CallerPlan
    /// WAV files, by the names that the plan gives them.
    package var files: [String: [UInt8]] = [:]
    /// How many utterances, and of them how many over the bridge.
    package private(set) var utterances = 0
    package private(set) var interruptions = 0
    /// The bridge spoke before the caller did.
    package private(set) var isGreeted = false
    /// What stands in for the recorded voice, in words; nil where the voice itself is played.
    package private(set) var standIn: String?

    /// What stands around an utterance, so that neither its beginning nor its end is cut, ms.
    private static let margin = (before: 200.0, after: 400.0)
    /// How long a reply that came then is waited for now, ms: a cured bridge may be slower.
    private static let patience = 15_000.0
    private static let longestUtterances = 500
    /// ms
    private static let longestThought = 24.0 * 3_600_000

    /// - Parameter call: With a tape.
    package init(of call: RecordedCall, timing: ReplayTiming) {
        plan = CallerPlan(steps: [])
        describe(call)
        isGreeted = call.isGreeted
        guard let tape = call.tape, tape.isWhole, !tape.speech.bursts.isEmpty else {
            speakWords(call)
            plan.steps.append(.hangUp)
            if timing == .step { plan.limitMs = Self.longestThought }
            return
        }
        switch timing {
        case .recorded: playWhole(tape, call)
        case .causal, .step: playByCause(tape, call)
        }
        plan.steps.append(.hangUp)
        // Nobody hurries somebody who thinks.
        plan.limitMs =
            timing == .step ? Self.longestThought : tape.milliseconds + (timing == .recorded ? 30_000 : 120_000)
    }

    private mutating func describe(_ call: RecordedCall) {
        if let start = call.phone?.starts.first {
            plan.parameters = start.parameters.members.compactMap { member in
                member.value.string.map { (name: member.key, value: $0) }
            }
            if let opened = call.phone?.first, let delay = start.moment.seconds(since: opened), delay > 0.05 {
                plan.startDelayMs = min(delay, 10) * 1_000
            }
        }
        if call.phone?.isListenOnly == true { plan.stream = .listenOnly }
    }

    /// A recorder keeps no sound, or the client wrote what others say: then another voice says the words.
    private mutating func speakWords(_ call: RecordedCall) {
        let words = call.words
        // Without words there are as many questions as there were turns, so that what went wrong in a later one can do so again.
        let turns = max(1, min(call.connections.map(\.commits.count).reduce(0, +), Self.longestUtterances))
        let said = words.isEmpty ? [String](repeating: "Hello, can you hear me?", count: turns) : words
        standIn =
            words.isEmpty
            ? "the recording has no caller: one of ours asks \(turns == 1 ? "a question" : "\(turns) questions")"
            : "the caller's audio is not in the recording: another voice says the words"
        for (index, text) in said.prefix(Self.longestUtterances).enumerated() {
            plan.steps.append(wait(isFirst: index == 0, within: index == 0 ? 3_000 : Self.patience))
            plan.steps.append(.say(.text(text)))
            utterances += 1
        }
        plan.steps.append(wait(isFirst: false, within: Self.patience))
        plan.limitMs = 120_000 + Double(said.count) * 30_000
    }

    /// - Parameter words: What is said, for the name that reports show.
    private mutating func file(
        _ tape: RecordedSound.Tape, _ fromMs: Double, _ toMs: Double, _ words: String? = nil
    ) -> CallerSpeech {
        let number = files.count + 1
        var name = words ?? "recording \(number)"
        if files[name] != nil { name += " (\(number))" }
        files[name] = WAV(sampleRate: tape.rate, channels: [tape.samples(fromMs: fromMs, toMs: toMs)]).bytes
        return .file(name)
    }

    /// Digits, on the clock of the tape.
    private func digits(_ tape: RecordedSound.Tape, _ call: RecordedCall) -> [(ms: Double, digit: String)] {
        guard let origin = tape.times.first?.seconds else { return [] }
        return (call.phone?.digits ?? []).compactMap { digit in
            digit.moment.time.map { (max(0, ($0 - origin) * 1_000), digit.digit) }
        }
    }

    private mutating func playWhole(_ tape: RecordedSound.Tape, _ call: RecordedCall) {
        var position = 0.0
        for digit in digits(tape, call) where digit.ms > position + 20 && digit.ms < tape.milliseconds {
            plan.steps += [.say(file(tape, position, digit.ms)), .press(digits: digit.digit)]
            position = digit.ms
        }
        if tape.milliseconds - position >= 20 { plan.steps.append(.say(file(tape, position, tape.milliseconds))) }
        utterances = tape.speech.bursts.count
    }

    private mutating func playByCause(_ tape: RecordedSound.Tape, _ call: RecordedCall) {
        let spoken = call.spoken
        let digits = digits(tape, call)
        var pressed = 0
        var lastEnd: Double?
        for burst in tape.speech.bursts.prefix(Self.longestUtterances) {
            while pressed < digits.count, digits[pressed].ms < burst.startMs {
                plan.steps.append(.press(digits: digits[pressed].digit))
                pressed += 1
            }
            utterances += 1
            let time = tape.time(ofMs: burst.startMs)
            let speech = file(
                tape, burst.startMs - Self.margin.before, burst.endMs + Self.margin.after,
                time.flatMap(call.transcript))
            guard let time else {
                plan.steps += [wait(isFirst: lastEnd == nil, within: Self.patience), .say(speech)]
                lastEnd = 0
                continue
            }
            let origin = tape.times.first?.seconds ?? 0
            if let over = spoken.first(where: { $0.lowerBound + 0.1 < time && time < $0.upperBound - 0.02 }) {
                interruptions += 1
                plan.steps.append(
                    .interrupt(
                        afterMs: max(0, (time - over.lowerBound) * 1_000 - Self.margin.before), speech,
                        withinMs: Self.patience))
            } else {
                // Nobody waits longer in vain than the caller did; and what was answered is waited for.
                let gap = (time - (lastEnd ?? origin)) * 1_000
                let isAnswered = spoken.contains {
                    $0.lowerBound > (lastEnd ?? -.infinity) - 0.2 && $0.lowerBound < time
                }
                plan.steps.append(
                    wait(isFirst: lastEnd == nil, within: isAnswered ? max(Self.patience, gap) : max(gap, 500)))
                plan.steps.append(.say(speech))
            }
            lastEnd = tape.time(ofMs: burst.endMs)
        }
        for digit in digits.dropFirst(pressed) { plan.steps.append(.press(digits: digit.digit)) }
        let end = tape.time(ofMs: tape.milliseconds) ?? 0
        let tail = lastEnd.map { (end - $0) * 1_000 } ?? tape.milliseconds
        plan.steps.append(wait(isFirst: lastEnd == nil, within: min(max(tail, 1_000), 60_000)))
        // Who stayed on the line behind the last sound, in vain, stays again.
        let quiet = (end - max(spoken.last?.upperBound ?? 0, lastEnd ?? 0)) * 1_000
        if quiet >= 1_000, lastEnd != nil { plan.steps.append(.pause(ms: min(quiet, Self.patience))) }
    }

    private func wait(isFirst: Bool, within: Double) -> CallerStep {
        .wait(isFirst ? .greeting(withinMs: within) : .reply(withinMs: within))
    }
}

import CallCapture
import JSONText
import Scenarios

/// Plays the caller's script, step by step. Looked at with every frame, it asks nothing but the situation of that moment.
struct ScriptRunner: Sendable {
    enum Directive: Sendable, Equatable {
        case say(CallerSpeech)
        case press(String)
        case noise(NoiseKind, level: Double, ms: Double)
        case hangUp(String)
        case observe(String, JSONObject)
        /// This step waits for ``permit(_:)``.
        case ask(step: Int)
    }

    private let steps: [CallerStep]
    /// Of the step that goes on.
    private var index = 0
    private var began: Duration?
    private var previousBegan = Duration.zero
    private var hasSpoken = false
    private var digits: Substring = ""
    private var nextDigit = Duration.zero
    private var isDone = false
    /// So many acts may begin; nil: all.
    private var permits: Int?
    private var hasAsked = false

    /// Nobody listens for longer than this to one sentence.
    private static let longestReply = Duration.seconds(120)
    private static let digitSpacing = Duration.milliseconds(300)

    private enum Progress {
        case going
        case act(Directive)
        case done
        case waited(String)
        case judged(met: Bool, String)
    }

    /// - Parameter isStepped: Every act of the caller waits until it is permitted.
    init(_ steps: [CallerStep], isStepped: Bool = false) {
        self.steps = steps
        permits = isStepped ? 0 : nil
    }

    /// One more act may begin; nil: all that are left.
    mutating func permit(_ more: Int?) {
        guard let known = permits else { return }
        permits = more.map { known + $0 }
    }

    /// What is to be done now. Ask again, with the situation that it makes, until it is nothing.
    mutating func poll(_ situation: Situation) -> [Directive] {
        guard !isDone else { return [] }
        while index < steps.count {
            if began == nil, let permits, StepWords.next(index, of: steps, text: { _ in nil }) != nil {
                guard permits > 0 else {
                    if hasAsked { return [] }
                    hasAsked = true
                    return [.ask(step: index)]
                }
                self.permits = permits - 1
                hasAsked = false
            }
            let start = began ?? situation.now
            if began == nil { begin(steps[index], at: start) }
            switch progress(of: steps[index], since: start, situation) {
            case .going: return []
            case .act(let directive):
                if case .hangUp = directive { isDone = true }
                return [directive]
            case .done: next(start)
            case .waited(let what):
                next(start)
                return [
                    .observe(
                        ObservationKind.waited,
                        ["for": .string(what), "seconds": JSON((situation.now - start).milliseconds / 1_000)])
                ]
            case .judged(let met, let reason):
                let step = index
                next(start)
                return [expectation(step, met: met, reason)]
            }
        }
        isDone = true
        return [.hangUp("the script was over")]
    }

    /// The call has ended: what was still expected has not come.
    mutating func end(_ situation: Situation) -> [Directive] {
        var directives: [Directive] = []
        while index < steps.count, !isDone {
            if case .expect(let expected) = steps[index] {
                var met = false
                if case .close = expected { met = situation.isClosed }
                directives.append(expectation(index, met: met, met ? "" : "the call had ended"))
            }
            index += 1
        }
        isDone = true
        return directives
    }

    private mutating func begin(_ step: CallerStep, at now: Duration) {
        began = now
        hasSpoken = false
        nextDigit = now
        if case .press(let all) = step { digits = all[...] }
    }

    private mutating func next(_ start: Duration) {
        previousBegan = start
        began = nil
        index += 1
    }

    private func expectation(_ step: Int, met: Bool, _ reason: String) -> Directive {
        guard case .expect(let expected) = steps[step] else { return .observe(ObservationKind.expectation, [:]) }
        return .observe(
            ObservationKind.expectation,
            [
                "step": JSON(step + 1), "expected": .string(expected.phrase), "met": .bool(met),
                "reason": .string(reason),
            ])
    }

    // MARK: Steps

    private mutating func progress(of step: CallerStep, since start: Duration, _ now: Situation) -> Progress {
        let elapsed = now.now - start
        switch step {
        case .wait(.greeting(let within)):
            return spoken(since: .zero, start, within: .ms(within), "greeting", now)
        case .wait(.reply(let within)):
            return spoken(since: now.spokeAt ?? .zero, start, within: .ms(within), "reply", now)
        case .wait(.silence(let length, let within)):
            if now.silence(since: start) >= .ms(length) { return .done }
            return elapsed >= .ms(within) ? .waited("silence") : .going
        case .say(let speech): return speak(speech, now)
        case .pause(let length): return elapsed >= .ms(length) ? .done : .going
        case .interrupt(let after, let speech, let within):
            if hasSpoken { return speak(speech, now) }
            // The reply that goes on, or the next one.
            let replyAt = now.heardFrom.flatMap { from in
                from >= (now.spokeAt ?? .zero) && (now.isHearing || from >= start) ? from : nil
            }
            guard let replyAt else { return elapsed >= .ms(within) ? .waited("reply to interrupt") : .going }
            return now.now - replyAt >= .ms(after) ? speak(speech, now) : .going
        case .press:
            guard now.now >= nextDigit else { return .going }
            guard let digit = digits.popFirst() else { return .done }
            nextDigit += Self.digitSpacing
            return .act(.press(String(digit)))
        case .noise(let kind, let level, let length):
            if hasSpoken { return .done }
            hasSpoken = true
            return .act(.noise(kind, level: level, ms: length))
        case .expect(let expected): return judge(expected, since: start, now)
        case .hangUp: return .act(.hangUp("the caller hung up"))
        }
    }

    private mutating func speak(_ speech: CallerSpeech, _ now: Situation) -> Progress {
        if hasSpoken { return now.isSpeaking ? .going : .done }
        hasSpoken = true
        return .act(.say(speech))
    }

    private func spoken(
        since earliest: Duration, _ start: Duration, within: Duration, _ what: String, _ now: Situation
    ) -> Progress {
        if now.isOver(earliest) { return .done }
        let elapsed = now.now - start
        guard let from = now.heardFrom, from >= earliest else { return elapsed >= within ? .waited(what) : .going }
        return elapsed >= Self.longestReply ? .waited("end of the \(what)") : .going
    }

    private func judge(_ expected: CallerExpectation, since start: Duration, _ now: Situation) -> Progress {
        let elapsed = now.now - start
        switch expected {
        case .speech(let within):
            if now.isHearing || (now.heardFrom ?? .zero) > start {
                return met(now.heardFrom.map { max(.zero, $0 - start) })
            }
            // Speech is known as such a little after it has begun.
            return elapsed >= .ms(within) + .milliseconds(128) ? unmet("no speech within", within) : .going
        case .silence(let length, let within):
            if now.silence(since: .zero) >= .ms(length) { return met(nil) }
            return elapsed >= .ms(within) ? unmet("no such silence within", within) : .going
        case .noSpeech(let length):
            if now.isHearing || (now.heardFrom ?? .zero) > start {
                return .judged(
                    met: false, "speech was heard after \(text(max(.zero, (now.heardFrom ?? start) - start)))")
            }
            return elapsed >= .ms(length) ? met(nil) : .going
        case .mark(let name, let within):
            if let mark = now.marks.first(where: { $0.at >= previousBegan && (name == nil || $0.name == name) }) {
                return met(mark.at - previousBegan)
            }
            return elapsed >= .ms(within) ? unmet("no such mark within", within) : .going
        case .clear(let within):
            let reference = now.spokeAt ?? start
            if let clear = now.lastClear, clear >= reference {
                return clear - reference <= .ms(within)
                    ? met(clear - reference)
                    : .judged(met: false, "it came after \(text(clear - reference))")
            }
            return now.now - reference >= .ms(within) ? unmet("no clear within", within) : .going
        case .close(let within):
            if now.isClosed { return met(elapsed) }
            return elapsed >= .ms(within) ? unmet("still open after", within) : .going
        }
    }

    private func met(_ after: Duration?) -> Progress { .judged(met: true, after.map { "after \(text($0))" } ?? "") }

    private func unmet(_ words: String, _ ms: Double) -> Progress { .judged(met: false, "\(words) \(text(.ms(ms)))") }

    private func text(_ duration: Duration) -> String { "\(Int(duration.milliseconds.rounded())) ms" }
}

extension CallerExpectation {
    /// In the words of the scenario file.
    fileprivate var phrase: String {
        switch self {
        case .speech: "speech"
        case .silence: "silence"
        case .noSpeech: "no-speech"
        case .mark(let name, _): name.map { "mark \($0)" } ?? "mark"
        case .clear: "clear"
        case .close: "close"
        }
    }
}

extension Duration {
    /// Of a script: finite, and not beyond any call.
    static func ms(_ milliseconds: Double) -> Duration {
        .microseconds(Int64(min(max(milliseconds.isNaN ? 0 : milliseconds, 0), 1e9) * 1_000))
    }
}

import JSONText

/// Did every turn get a reply with something in it?
struct Answered: Indicator {
    static let id = "answered"
    static let title = "Every turn got an answer"

    func examine(_ call: Timeline) -> Answer {
        if call.isTranslation { return call.translationAnswer() }
        let bad = call.turns.filter(\.outcome.isBroken)
        if let first = bad.first {
            return .fail(
                "\(Timeline.words(turns: bad.map(\.number))) \(bad.count == 1 ? "has" : "have") no proper answer: \(reason(first, call))",
                bad.flatMap { turn in call.response(of: turn)?.evidence ?? call.evidence(of: turn) })
        }
        let replied = call.turns.filter(\.outcome.hasReply)
        guard !replied.isEmpty else {
            let reasons = call.turns.compactMap { turn -> String? in
                switch turn.outcome {
                case .pending(let why), .notExpected(let why): why
                default: nil
                }
            }
            return .notExamined(reasons.last ?? "nobody asked for anything")
        }
        let hanging = hanging(call)
        guard hanging.isEmpty else {
            return .notExamined(
                "\(Timeline.words(turns: hanging.map(\.number))) waited for an answer when it ended, too briefly to say that none would come"
            )
        }
        if let question = onlyQuestion(call) {
            return .notExamined(
                "\(Timeline.words(turns: [question.number])) is all that was asked but for the greeting, and the log ends before an answer could come"
            )
        }
        let open = call.turns.filter { if case .pending = $0.outcome { true } else { false } }
        return .pass(
            "\(replied.count) of \(replied.count + open.count)\(open.isEmpty ? "" : "; the capture ends before the rest")"
        )
    }

    /// Turns since the last reply that had waited longer than a healthy service lets one wait: too short to accuse, too long
    /// to pass. One that had only just been asked is the usual end of a call.
    private func hanging(_ call: Timeline) -> [Turn] {
        let rest = call.turns.lastIndex { $0.outcome.hasReply }.map { call.turns[($0 + 1)...] } ?? []
        return rest.filter { turn in
            guard case .pending = turn.outcome, turn.response == nil else { return false }
            let connection = call.connections[turn.connection]
            guard let asked = turn.due ?? turn.burst.map({ connection.appended.bursts[$0].ended }) else { return false }
            return (connection.ending?.moment ?? connection.last).seconds(since: asked) ?? 0 >= 1
        }
    }

    /// The last thing asked in a log that ends behind it, where nothing that the caller asked has an answer: a greeting proves nothing
    /// about that.
    private func onlyQuestion(_ call: Timeline) -> Turn? {
        guard !call.isCapture else { return nil }
        let questions = call.turns.filter { $0.kind == .spoken || $0.kind == .text }
        guard let last = questions.last, last.due != nil,
            questions.allSatisfy({ turn in
                if case .pending = turn.outcome { turn.response == nil } else { false }
            })
        else { return nil }
        return last
    }

    private func reason(_ turn: Turn, _ call: Timeline) -> String {
        let response = call.response(of: turn)
        return switch turn.outcome {
        case .failed: "response.done failed, status_details \(response?.details?.text ?? "not logged")"
        case .incomplete: "response.done incomplete, reason \(response?.reason ?? "not logged")"
        case .empty: "response.done completed with output []"
        case .unanswered: "no response was created"
        case .unfinished: "the response never ended"
        case .refused(let error): "the service refused it: \(call.connections[turn.connection].errors[error].text)"
        case .unheard: "the speech was not noticed"
        case .unstopped: "the end of the speech was not noticed"
        case .unsent: "the speech was not sent to the service"
        case .answered, .cancelled, .pending, .notExpected: ""
        }
    }
}

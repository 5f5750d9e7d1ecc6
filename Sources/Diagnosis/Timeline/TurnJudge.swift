/// How each turn came out, by evidence alone: what a capture does not prove stays pending.
import RealtimeProtocol

struct TurnJudge {
    let connection: ModelConnection
    let patience: Patience
    /// Our own capture: what is not in it did not cross.
    let isCapture: Bool

    func outcome(of turn: Turn, among turns: [Turn]) -> TurnOutcome {
        if let number = turn.response { return outcome(of: connection.responses[number]) }
        if let number = turn.request, let error = connection.requests[number].refused {
            // A request that was not needed: the answer was under way.
            return isConflict(error) ? .notExpected("another response was active") : .refused(error)
        }
        if let number = turn.commit, connection.commits[number].refused != nil {
            return .notExpected("another response was active")
        }
        if turn.kind == .spoken, turn.due == nil { return unansweredSpeech(turn, among: turns) }
        if case .no(let why) = turn.expectation { return .notExpected(why) }
        guard let due = turn.due else { return .pending("nothing was asked") }
        return isUnanswered(turn, due: due, among: turns) ? .unanswered : .pending(whyPending(after: due))
    }

    private func outcome(of response: ResponseTrace) -> TurnOutcome {
        guard response.done != nil else {
            return isUnfinished(response) ? .unfinished : .pending("the capture ends during the reply")
        }
        switch response.status {
        case "completed": return response.hasOutput ? .answered : response.outputCount == 0 ? .empty : .answered
        case "failed": return .failed
        case "cancelled": return .cancelled
        case "incomplete": return .incomplete
        // The log hides the status: output is the only sign of success that is left.
        default: return response.hasOutput ? .answered : .pending("the log does not hold the status of response.done")
        }
    }

    private func isConflict(_ error: Int) -> Bool {
        connection.errors[error].code == "conversation_already_has_active_response"
    }

    // MARK: Speech

    private func unansweredSpeech(_ turn: Turn, among turns: [Turn]) -> TurnOutcome {
        if let number = turn.segment {
            let segment = connection.segments[number]
            if segment.end != nil { return .notExpected("the speech was never committed") }
            if connection.segments.contains(where: { $0.started > segment.started }) {
                return .notExpected("the end of the speech is not in the capture")
            }
            return isUnstopped(segment) ? .unstopped : .pending(whyPending(after: segment.started))
        }
        guard let number = turn.burst else { return .pending("nothing was sent") }
        guard connection.serverEvents > 0 else { return .pending("the log keeps nothing of what the service said") }
        let burst = connection.appended.bursts[number]
        // The sample clock runs ahead of the service where a client pushes audio faster than it plays.
        let needed = burst.ended.time == nil ? patience.seconds : 3
        let proven = patience.isProven([.speechStarted], after: burst.ended, seconds: needed)
        return proven ? .unheard : .pending(whyPending(after: burst.ended))
    }

    /// Speech was noticed, silence followed for longer than the VAD may wait, and the end was not noticed.
    private func isUnstopped(_ segment: ModelConnection.SpeechSegment) -> Bool {
        guard connection.isOpen(at: segment.started) else { return false }
        let detection = connection.turnDetection(at: segment.started)
        let needed = Double(max((detection?.longestSilenceMs ?? 500) + 1_500, 2_500)) / 1_000
        if patience.waited(for: [.speechStopped, .inputAudioCommitted], after: segment.started) ?? 0 >= 1 {
            return true
        }
        let appended = connection.appended
        // The sound that was noticed, and not one before it: a burst is only known when it is over.
        if appended.isMeasured, !appended.isSounding, let last = appended.bursts.last, last.ended > segment.started {
            let silence = (appended.milliseconds - last.endMs) / 1_000
            // Audio that was pushed faster than it plays needs time to be listened to.
            let wall = connection.last.seconds(since: last.ended)
            if silence >= needed, wall ?? silence >= min(needed, 3) { return true }
            // A client that sends nothing when the caller is silent lets the service wait for the end.
            return last.ended.time != nil && patience.elapsed(since: last.ended) >= 10
        }
        return patience.elapsed(since: segment.started) >= 10
    }

    // MARK: Replies

    private func isUnanswered(_ turn: Turn, due: Moment, among turns: [Turn]) -> Bool {
        // Where nothing of the service was kept, its silence is the logger's.
        guard connection.isOpen(at: due), connection.serverEvents > 0 else { return false }
        if isOvertaken(due) { return false }
        if patience.isProven([.responseCreated, .responseDone], after: due) { return true }
        guard due.time == nil else { return isOutrun(turn, due: due, among: turns) }
        // Only order is known: the service takes events in order, so a later turn had to wait for this one's reply.
        return turns.contains { later in
            later.start > due
                && (later.response != nil || later.commit != nil || later.request != nil)
        }
    }

    /// A later request was answered: this one never will be.
    private func isOutrun(_ turn: Turn, due: Moment, among turns: [Turn]) -> Bool {
        guard turn.request != nil else { return false }
        return turns.contains { later in
            guard later.request != nil, let asked = later.due, asked > due, let number = later.response else {
                return false
            }
            return connection.responses[number].created != nil && patience.between(due, asked) >= 1
        }
    }

    /// The caller spoke on at once, so that one reply is due for both utterances.
    private func isOvertaken(_ due: Moment) -> Bool {
        let later = connection.segments.firstIndexAfter { $0.started <= due }
        guard connection.segments.indices.contains(later) else { return false }
        let next = connection.segments[later]
        let gap = patience.between(due, next.started)
        // The service's own sample clock tells how soon, where nothing else does.
        if due.time == nil, due.heardMs > 0, let startMs = next.startMs { return startMs - due.heardMs < 1_000 }
        return due.time == nil && gap == 0 ? next.started.frame - due.frame <= 4 : gap < 1
    }

    private func isUnfinished(_ response: ResponseTrace) -> Bool {
        guard connection.isOpen(at: response.last) else { return false }
        let later = connection.responses.contains {
            !$0.isOutOfBand && !response.isOutOfBand && $0.first > response.last && $0.created != nil
        }
        // Where no response ever ends, the log leaves the event out.
        let endsAreLogged = isCapture || connection.responses.contains { $0.done != nil }
        if later { return endsAreLogged }
        if !endsAreLogged, connection.itemEvents == 0 { return false }
        return patience.isProven([.responseDone], after: response.last)
    }

    private func whyPending(after moment: Moment) -> String {
        if let ending = connection.ending, ending.moment > moment { return "\(ending.text) before it could come" }
        return "the capture ends before it could come"
    }
}

/// What was going on when a connection ended: the difference between a call that broke and one that was over.
import CallCapture
import JSONText

struct Activity {
    var words: String
    var evidence: [Evidence]
    var turns: [Int] = []
}

extension Timeline {
    /// Nil when nothing was: then a close does no harm.
    func activity(atEndOf index: Int) -> Activity? {
        let connection = connections[index]
        guard let ending = connection.ending else { return nil }
        let own = turns.filter { $0.connection == index && $0.start < ending.moment }
        if let number = connection.responses.lastIndex(where: { $0.isActive(at: ending.moment) && !$0.isOutOfBand }) {
            let response = connection.responses[number]
            let numbers = own.filter { $0.response == number }.map(\.number)
            return Activity(
                words: "a reply",
                evidence: [
                    (response.created ?? response.first).evidence(
                        "response.created \(response.id), without response.done")
                ],
                turns: numbers)
        }
        if let turn = own.last(where: { isWaiting($0) }) {
            return Activity(
                words: "turn \(turn.number), which waited for its reply", evidence: evidence(of: turn),
                turns: [turn.number])
        }
        if let segment = connection.segments.last, segment.end == nil {
            let numbers = own.filter { $0.segment == connection.segments.count - 1 }.map(\.number)
            return Activity(
                words: "the caller's speech", evidence: [segment.started.evidence("speech_started \(segment.item)")],
                turns: numbers)
        }
        // A microphone that is open means nothing where the service says that all is done.
        if ending.code != 1_000, let last = connection.appended.last, isRecent(last, before: ending.moment) {
            return Activity(
                words: "a stream of the caller's audio", evidence: [last.evidence("input_audio_buffer.append")])
        }
        if let last = connection.lastClientEvent, last > ending.moment, !isRecent(ending.moment, before: last) {
            return Activity(words: "the client's sending", evidence: [last.evidence("the client still sends")])
        }
        if let section = openSection(at: ending.moment) {
            return Activity(words: "the section \(section) of the probe", evidence: [])
        }
        // A connection that is torn, not closed, was not over for the service either.
        let isTorn = ending.failure != nil || !(ending.code == 1_000 || ending.code == 1_001)
        return isTorn && isCapture ? Activity(words: "an idle session", evidence: []) : nil
    }

    private func isWaiting(_ turn: Turn) -> Bool {
        guard turn.expectation == .yes, turn.response == nil, turn.due != nil else { return false }
        if case .refused = turn.outcome { return false }
        return true
    }

    /// Within a second, or among the last frames where no time is known.
    private func isRecent(_ moment: Moment, before end: Moment) -> Bool {
        if let seconds = end.seconds(since: moment) { return seconds <= 1 }
        return end.frame - moment.frame <= 5
    }

    /// The section of a probe that had begun and not ended.
    private func openSection(at moment: Moment) -> String? {
        var open: String?
        for observation in observations(ObservationKind.section) where observation.number < moment.frame {
            let id = observation.data["section"]?.string
            switch observation.data["phase"]?.string {
            case "begin": open = id
            case "end", "skip": if open == id { open = nil }
            default: break
            }
        }
        return open == "orderly-end" ? nil : open
    }
}

/// One caller is answered by two sessions at once.
struct DuplicateSessionPerCall: FailureMode {
    static let about = About(
        id: "duplicate-session-per-call",
        title: "one call has two sessions, and both answer",
        hears: "Two voices at once, or each answer twice.",
        evidence:
            "one call with two connections to the model that are open together, are both sent the caller's audio and both answer the same turn with audio; or two streams of one callSid at the same time",
        tellsApart:
            "Two sessions answer once each. With double-response one session answers twice; a session that only transcribes does not answer",
        causes: [
            "the webhook was asked twice, or the carrier connected anew, and the older handler was not closed",
            "two handlers are registered for the same event",
            "a new session is opened before the expiring one is silent",
        ],
        remedy:
            "Keep one handler for each callSid and close the older one; a new session answers only when the old one is closed.",
        atFault: .bridge,
        source: "catalogue: duplicate-session-per-call",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for one in call.calls where !one.phones.isEmpty {
            if let sighting = sessions(one, call) ?? streams(one, call) { return sighting }
        }
        return nil
    }

    private func sessions(_ one: Call, _ call: Timeline) -> Sighting? {
        let connections = one.connections.map { (index: $0, facts: call.connections[$0]) }.filter {
            !$0.facts.isTranscription && $0.facts.appended.payloads > 0
        }
        for (place, left) in connections.enumerated() {
            for right in connections[(place + 1)...] {
                let pairs = left.facts.responses.filter(isSpoken).compactMap { response in
                    right.facts.responses.first { other in
                        isSpoken(other) && abs(other.first.seconds(since: response.first) ?? .infinity) <= 2
                            && left.facts.isOpen(at: other.first) && right.facts.isOpen(at: response.first)
                    }.map { (response, $0) }
                }
                guard
                    pairs.count >= 2
                        || pairs.count == 1 && min(left.facts.commits.count, right.facts.commits.count) == 1
                else { continue }
                return Sighting(
                    "\(left.facts.name) and \(right.facts.name) both serve this call, and both answered \(Timeline.words(count: pairs.count))",
                    evidence: pairs.prefix(3).flatMap { $0.0.createdEvidence + $0.1.createdEvidence }
                        .sorted { $0.frame < $1.frame })
            }
        }
        return nil
    }

    private func isSpoken(_ response: ResponseTrace) -> Bool { response.audio.deltas > 0 && !response.isOutOfBand }

    private func streams(_ one: Call, _ call: Timeline) -> Sighting? {
        let lines = one.phones.map { call.phones[$0] }.filter { $0.carrier == .twilio && !$0.starts.isEmpty }
        for (place, left) in lines.enumerated() {
            for right in lines[(place + 1)...] {
                guard left.callSid == right.callSid, left.callSid?.isEmpty == false, left.tracks == right.tracks,
                    let from = right.began, let other = right.last.time,
                    let begin = from.time, let end = (left.ended ?? left.last).time, min(end, other) - begin >= 2
                else { continue }
                return Sighting(
                    "two streams of one call were open at the same time: \(left.name) and \(right.name)",
                    evidence: [left, right].compactMap { line in
                        line.starts.first?.moment.evidence("start on \(line.name)")
                    })
            }
        }
        return nil
    }
}

extension PhoneConnection {
    fileprivate var tracks: [String] { starts.last?.tracks ?? [] }
}

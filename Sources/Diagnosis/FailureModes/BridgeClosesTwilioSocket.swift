/// The bridge hangs up on its caller in the middle of a turn.
struct BridgeClosesTwilioSocket: FailureMode {
    static let about = About(
        id: "bridge-closes-twilio-socket",
        title: "the bridge closes the carrier's connection in the middle of the call",
        hears: "The call ends in the middle of a sentence, or before an answer.",
        evidence:
            "a close of the bridge, or the end of its connection, before the carrier's stop, while the caller speaks, a turn waits for its reply or a reply is being generated, or with a close code of failure, or together with its program; Twilio 31921",
        tellsApart:
            "The model's connection was open then. With openai-socket-closed-mid-call the service was first; with benign-error-fatal an error of the service came just before; with hangup-race the reply was complete and not yet heard",
        causes: [
            "an exception in a handler, whose clean-up closes the socket", "the process has ended or was restarted",
            "a time limit for start that is shorter than the carrier takes",
            "a watchdog that takes thinking for silence",
        ],
        remedy:
            "Catch exceptions per task and log the first one; close only after stop, after a farewell that was heard, or after a limit of 5 s and more. Put TwiML behind <Connect> for what remains.",
        atFault: .bridge,
        source: "catalogue: bridge-closes-twilio-socket; Twilio error 31921",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for one in call.calls {
            for line in one.phones.map({ call.phones[$0] }) {
                guard let ending = line.ending, ending.byBridge, line.carrierMessages > 0,
                    !line.stops.contains(where: { $0 < ending.moment }),
                    !one.connections.contains(where: { call.hasFailed($0, by: ending.moment) }
                    ),
                    let during = call.activity(on: line, of: one, at: ending.moment)
                else { continue }
                let exit = call.programExit(at: ending.moment).map { [$0.evidence] } ?? []
                return Sighting(
                    "\(ending.text), during \(during.words) (Twilio 31921)",
                    evidence: (during.evidence + exit + [ending.moment.evidence(ending.text)]).sorted {
                        $0.frame < $1.frame
                    },
                    turns: during.turns, brokenAt: ending.moment)
            }
        }
        return nil
    }
}

extension Timeline {
    /// The service refused, failed or ended before: a bridge that gives up then is right.
    func hasFailed(_ index: Int, by moment: Moment) -> Bool {
        let connection = connections[index]
        let isRefused = connection.opening?.status.map { $0 != 101 } ?? false
        let isEnded = connection.ending.map { $0.byServer && $0.moment < moment } ?? false
        let failed = connection.responses.last { $0.first < moment }?.isFailed ?? false
        let update = connection.updates.last { $0.moment < moment }
        let isUnanswered = update.map { $0.accepted == nil } ?? false
        return isRefused || isEnded || failed || isUnanswered
    }

    /// What the call was in the middle of. Nil when nothing was: then a bridge may hang up.
    fileprivate func activity(on line: PhoneConnection, of one: Call, at moment: Moment) -> Activity? {
        for index in one.connections {
            let connection = connections[index]
            if let active = connection.activeResponse(at: moment) {
                let response = connection.responses[active]
                return Activity(
                    words: "a reply", evidence: response.createdEvidence, turns: turnNumbers([(index, active)]))
            }
            if let segment = connection.segments.last(where: { $0.started < moment }),
                segment.end.map({ $0 > moment }) ?? true
            {
                return Activity(words: "the caller's speech", evidence: [segment.evidence])
            }
            if let turn = turns(on: index).last(where: { $0.start < moment }), turn.response == nil,
                turn.expectation == .yes, turn.due != nil
            {
                return Activity(
                    words: "turn \(turn.number), which waited for its reply", evidence: evidence(of: turn),
                    turns: [turn.number])
            }
        }
        guard let ending = line.ending else { return nil }
        if let exit = programExit(at: ending.moment) {
            return Activity(
                words: "an open call, for the program ended\(exit.how.isEmpty ? "" : " \(exit.how)")", evidence: [])
        }
        // 1000 and 1001 are ends that somebody meant; 1005 and nothing at all are what a library sends for them, too.
        let isFailure = ending.failure != nil || ending.code.map { ![1_000, 1_001, 1_005].contains($0) } ?? false
        return isFailure ? Activity(words: "an open call", evidence: []) : nil
    }
}

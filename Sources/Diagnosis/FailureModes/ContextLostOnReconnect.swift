/// A session that replaces a lost one knows nothing of the call, or is not asked for the answer that was owed.
struct ContextLostOnReconnect: FailureMode {
    static let about = About(
        id: "context-lost-on-reconnect",
        title: "after a reconnection the new session knows nothing of the call",
        hears:
            "The assistant greets again in the middle of the call and asks what was answered long ago, or says nothing more.",
        evidence:
            "the service or the network ended a session with a conversation in it, and in the session that the client opened after it, for the same call, no conversation.item.create told that again before the first reply, or all of them were refused, and the prompt is the same; or the caller's last words had got no reply and no response.create asked the new session for it",
        tellsApart:
            "With openai-socket-closed-mid-call alone no session takes over, or it is told. Sessions that the client itself ends, one for each turn or from a pool, and prompts that differ from session to session prove nothing",
        causes: [
            "the code that connects again is the code that connects: it configures, greets and forgets",
            "what was said is kept nowhere: transcripts of both sides are needed to tell it again",
            "what was told again was refused: the content type of an assistant's words is output_text, of a user's input_text; ids have 32 characters at most",
            "the question that was open was lost with the socket",
        ],
        remedy:
            "Keep the last words of both sides. After session.updated of the new session send them as conversation.item.create (role user with input_text, role assistant with output_text), then the caller's audio that waited, and, if the caller's last words had no reply, one response.create. Do not greet again.",
        atFault: .bridge,
        source:
            "catalogue: context-lost-on-reconnect; OpenAI Realtime, conversation.item.create; openai-realtime-api-beta PR 57; livekit/agents 1252",
        refines: ["openai-socket-closed-mid-call", "session-expired"],
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        let renewals = call.renewals
        // Who changes sessions of their own accord, and tells the next one nothing, keeps no conversation on purpose.
        guard !renewals.contains(where: { !$0.isForced && $0.isForgetful }) else { return nil }
        for renewal in renewals where renewal.isForced && call.showsItems(of: renewal.new) {
            if let sighting = forgotten(call, renewal) ?? owed(call, renewal) { return sighting }
        }
        return nil
    }

    /// There was a conversation, and the new session speaks without it.
    private func forgotten(_ call: Timeline, _ renewal: Renewal) -> Sighting? {
        guard renewal.isForgetful else { return nil }
        let (old, new) = (call.connections[renewal.old], call.connections[renewal.new])
        let said = call.turns(on: renewal.old).filter { turn in
            (turn.kind == .spoken || turn.kind == .text) && (turn.commit != nil || turn.item != nil)
        }
        let reply = new.responses.first { !$0.isOutOfBand && $0.hasOutput }
        guard !said.isEmpty, let reply else { return nil }
        let what = said.count == 1 ? "the turn before it is" : "the \(said.count) turns before it are"
        return Sighting(
            "\(new.name) took over from \(old.name) and "
                + (renewal.refused > 0
                    ? "what told it of the conversation was refused" : "was told nothing of the conversation")
                + ": \(what) forgotten",
            evidence: ending(old) + [renewal.opened.evidence("\(new.name) is opened")]
                + new.clientItems.filter { $0.refused != nil }.prefix(2).map {
                    $0.moment.evidence("conversation.item.create, refused")
                } + [reply.first.evidence("its first reply, \(reply.id)")],
            turns: turns(call, renewal), brokenAt: renewal.opened)
    }

    /// What the caller had asked last is in nobody's hands.
    private func owed(_ call: Timeline, _ renewal: Renewal) -> Sighting? {
        let (old, new) = (call.connections[renewal.old], call.connections[renewal.new])
        guard
            let turn = call.turns(on: renewal.old).last(where: { $0.kind == .spoken || $0.kind == .text }),
            turn.expectation == .yes, turn.due != nil, !hasReply(turn, old),
            let ready = new.echoes.last(where: { echo in new.appended.first.map { echo.moment < $0 } ?? true })?.moment
        else { return nil }
        let next = ([new.requests.first?.moment, new.segments.first?.started, new.responses.first?.first])
            .compactMap { $0 }.min()
        // Whoever speaks again at once, or hangs up, is not waiting.
        guard let seconds = (next ?? new.last).seconds(since: ready), seconds >= Self.patience else { return nil }
        return Sighting(
            "turn \(turn.number) had got no reply when \(old.name) ended, and \(new.name) was not asked for it in \(Timeline.words(seconds: seconds))",
            evidence: [turn.start.evidence("turn \(turn.number) begins")] + ending(old)
                + [ready.evidence("\(new.name) is ready")],
            turns: turns(call, renewal), brokenAt: renewal.opened)
    }

    private func hasReply(_ turn: Turn, _ connection: ModelConnection) -> Bool {
        turn.response.map { connection.responses[$0].done != nil || connection.responses[$0].hasOutput } ?? false
    }

    private func ending(_ connection: ModelConnection) -> [Evidence] {
        connection.ending.map { [$0.evidence] } ?? []
    }

    /// The turn that the end of the old session broke off, and all that the new one had.
    private func turns(_ call: Timeline, _ renewal: Renewal) -> [Int] {
        (call.activity(atEndOf: renewal.old)?.turns ?? []) + call.turns(on: renewal.new).map(\.number)
    }

    /// How long a caller waits for a reply before it counts as not asked for, seconds.
    private static let patience = 5.0
}

extension Timeline {
    /// What a client tells a session of a conversation would be seen: both ways are whole, or the service's item events are there.
    fileprivate func showsItems(of index: Int) -> Bool {
        let connection = connections[index]
        return isCapture || connection.itemEvents > 0 && !connection.updates.isEmpty
    }
}

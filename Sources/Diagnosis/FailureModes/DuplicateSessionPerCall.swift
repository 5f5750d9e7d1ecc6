/// Two handlers, or two streams, serve one call.
struct DuplicateSessionPerCall: FailureMode {
    static let about = About(
        id: "duplicate-session-per-call",
        title: "one call has two sessions at once, and both answer",
        hears: "Two voices at once, or every answer twice.",
        evidence:
            "two connections to the model for one call, each appended a second and more of the same caller at the same time, and each with audio of replies; or two streams of one callSid open at once",
        tellsApart:
            "Both sessions hear and speak at the same time. A session that is renewed or reopened takes over from the other one, and one for transcription alone does not speak",
        causes: [
            "the handler was started twice, as by a webhook that was tried again",
            "a stream was opened anew and the old handler lives on",
            "a session is opened for each listener of the call",
        ],
        remedy: "Keep a registry by callSid, and close the older handler before a new one begins.",
        atFault: .bridge,
        source: "catalogue: duplicate-session-per-call",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for one in call.calls where !one.phones.isEmpty {
            if let sighting = call.twoSessions(one) ?? call.twoStreams(one) { return sighting }
        }
        return nil
    }
}

extension Timeline {
    fileprivate func twoSessions(_ one: Call) -> Sighting? {
        let speaking = one.connections.map { connections[$0] }.filter { !$0.isTranscription && $0.replyItems.count > 0 }
        for (place, first) in speaking.enumerated() {
            for second in speaking[(place + 1)...] {
                guard let begun = [first.appended.first, second.appended.first].compactMap({ $0 }).max(),
                    let over = [first.appended.last, second.appended.last].compactMap({ $0 }).min(),
                    let shared = over.seconds(since: begun), shared >= 1,
                    let reply = first.replyItems.first(where: { $0.first > begun && $0.first < over }),
                    let other = second.replyItems.first(where: { $0.first > begun && $0.first < over })
                else { continue }
                return Sighting(
                    "\(first.name) and \(second.name) both heard the caller for \(Timeline.words(seconds: shared)), and both answered",
                    evidence: [
                        begun.evidence("the caller's audio goes to both"),
                        reply.first.evidence("audio of \(first.name)"), other.first.evidence("audio of \(second.name)"),
                    ].sorted { $0.frame < $1.frame }, brokenAt: begun)
            }
        }
        return nil
    }

    fileprivate func twoStreams(_ one: Call) -> Sighting? {
        guard let callSid = one.callSid else { return nil }
        let lines = one.phones.map { phones[$0] }.filter { $0.callSid == callSid }
        for (place, first) in lines.enumerated() {
            for second in lines[(place + 1)...] {
                guard let begun = second.starts.first?.moment, let earlier = first.starts.first?.moment,
                    first.streamSid != second.streamSid,
                    let shared = min(first.ended ?? first.last, second.ended ?? second.last).seconds(since: begun),
                    shared >= 1
                else { continue }
                return Sighting(
                    "two streams of call \(callSid) were open at once for \(Timeline.words(seconds: shared))",
                    evidence: [earlier.evidence("start on \(first.name)"), begun.evidence("start on \(second.name)")],
                    brokenAt: begun)
            }
        }
        return nil
    }
}

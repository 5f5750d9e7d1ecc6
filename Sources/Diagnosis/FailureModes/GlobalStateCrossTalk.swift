import SpeechAudio

/// One call is given another one's audio, or is ended by it.
struct GlobalStateCrossTalk: FailureMode {
    static let about = About(
        id: "global-state-cross-talk",
        title: "the state of one call is used by another",
        hears: "A caller hears the answers of somebody else, or none; the second call kills the first.",
        evidence:
            "a second and more of what one call's carrier was sent is what another call's model said, and not what its own model said; or a model is given another caller's words; or a call is ended by the bridge within a second of the beginning of another, and not at the age at which that one ends, and no two calls are ever open together for longer",
        tellsApart: "It takes two calls at the same time; each of them alone is whole",
        causes: [
            "the socket, the streamSid or the session is kept in a module-level variable",
            "one queue serves all calls",
            "a new call closes the connections that the one before it has left in that variable",
        ],
        remedy: "Keep all that belongs to a call in one object per connection, and test with two calls at once.",
        atFault: .bridge,
        source: "catalogue: global-state-cross-talk",
        stage: .bridge
    )

    static let looksAtWholeCapture = true

    func examine(_ call: Timeline) -> Sighting? {
        guard let leak = call.crossTalk.first else { return takeover(in: call) }
        let all = call.crossTalk
        func name(_ index: Int) -> String { "call \(call.calls[index].number)" }
        let what =
            leak.isUp
            ? "the model of \(name(leak.into)) was given" : "the caller of \(name(leak.into)) was sent"
        let whose =
            leak.isUp ? "what the caller of \(name(leak.from)) said" : "what the model said in \(name(leak.from))"
        return Sighting(
            "\(what) \(Timeline.words(milliseconds: leak.milliseconds)) of \(whose)",
            evidence: all.flatMap { leak in
                leak.places.prefix(3).compactMap { stretch in
                    stretch.frame.map {
                        Evidence(
                            frame: $0, time: stretch.time,
                            text: "\(name(leak.into)) is sent audio of \(name(leak.from))")
                    }
                }
            }.sorted { $0.frame < $1.frame })
    }

    private func takeover(in call: Timeline) -> Sighting? {
        let all = call.takeovers
        guard let first = all.first else { return nil }
        func name(_ index: Int) -> String { "call \(call.calls[index].number)" }
        let late = first.end.seconds(since: first.began) ?? 0
        let others = all.count > 1 ? "; so did \(all.count - 1) more" : ""
        return Sighting(
            "the bridge ended \(name(first.ended)) \(Timeline.words(milliseconds: late * 1_000)) after \(name(first.by)) had begun\(first.isMutual ? ", and \(name(first.by)) with it" : "")\(others)",
            evidence: all.prefix(4).flatMap { one in
                [
                    one.began.evidence("\(name(one.by)) begins"),
                    one.end.evidence("\(name(one.ended)) ends: \(one.text)"),
                ]
            })
    }
}

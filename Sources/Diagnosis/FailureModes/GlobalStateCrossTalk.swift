import SpeechAudio

/// One call is given another one's audio.
struct GlobalStateCrossTalk: FailureMode {
    static let about = About(
        id: "global-state-cross-talk",
        title: "the audio of one call is sent into another",
        hears: "A caller hears the answers of somebody else, or none; the second call kills the first.",
        evidence:
            "a second and more of what one call's carrier was sent is what another call's model said, and not what its own model said; or a model is given another caller's words",
        tellsApart: "It takes two calls at the same time; each of them alone is whole",
        causes: [
            "the socket, the streamSid or the session is kept in a module-level variable",
            "one queue serves all calls",
        ],
        remedy: "Keep all that belongs to a call in one object per connection, and test with two calls at once.",
        atFault: .bridge,
        source: "catalogue: global-state-cross-talk",
        stage: .bridge
    )

    static let looksAtWholeCapture = true

    func examine(_ call: Timeline) -> Sighting? {
        guard let leak = call.crossTalk.first else { return nil }
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
}

import SpeechAudio

/// The carrier sends the caller's voice, and the model is not given it.
struct InputNotForwarded: FailureMode {
    static let about = About(
        id: "input-not-forwarded",
        title: "the caller speaks, and the bridge does not pass it on",
        hears: "The assistant greets, and then is deaf.",
        evidence:
            "a second and more of the caller's speech on the phone leg that is in no input_audio_buffer.append, while the session was ready and nothing was being played; or words that the caller spoke into a reply, of which nothing at all was appended",
        tellsApart:
            "Speech is missing, not only silence (silence-not-forwarded), and it never comes later (input-backlog-grows)",
        causes: [
            "a flag that protects the greeting is set and never cleared",
            "a gate waits for an event that does not come",
            "the task that sends has died, or its socket check raises",
            "media of the carrier are read in a loop that has ended, or not read at all (Twilio 31930, when its buffer is full)",
            "half duplex: nothing is passed on while the assistant speaks, so that nobody can interrupt it",
        ],
        remedy:
            "Forward every media message from session.updated on. Give each gate a time limit and a line in the log, and count frames in against appends out.",
        atFault: .bridge,
        source: "catalogue: input-not-forwarded",
        also: ["ws-open-attribute-removed"],
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for fidelity in call.fidelities {
            let way = fidelity.up
            let members = call.calls[fidelity.call]
            let connections = members.connections.map { call.connections[$0] }
            guard connections.contains(where: { $0.opening?.status ?? 101 == 101 }),
                // A log without any append leaves them out; and some clients send whole utterances as items.
                call.isCapture || connections.contains(where: { $0.appended.payloads > 0 }),
                !connections.contains(where: \.sendsAudioItems)
            else { continue }
            if let result = way.result {
                guard result.notComparable == nil, result.isReadAsDeclared else { continue }
            }
            let lost = way.lost.reduce(0) { $0 + $1.stretch.milliseconds }
            let longest = CallFidelity.longestRun(way.lost)
            guard lost >= 1_000, longest >= 600 else { continue }
            let speech = way.result?.speechMs ?? lost
            let evidence = way.lost.prefix(5).compactMap { loss in
                loss.stretch.frame.map {
                    Evidence(
                        frame: $0, time: loss.stretch.time,
                        text:
                            "the caller speaks for \(Timeline.words(milliseconds: loss.stretch.milliseconds)), and nothing of it is appended"
                    )
                }
            }
            return Sighting(
                "\(Timeline.words(milliseconds: lost)) of the \(Timeline.words(milliseconds: max(speech, lost))) that the caller spoke never reached the model",
                evidence: evidence, turns: call.turns(of: fidelity.call))
        }
        return overReply(call)
    }

    /// A bridge that listens only while it is silent itself.
    private func overReply(_ call: Timeline) -> Sighting? {
        let unsent = call.turns.filter { turn in
            turn.outcome == .unsent && turn.spoken.map { call.phones[$0.phone].atBursts[$0.burst].isPlaying } ?? false
        }
        guard let first = unsent.first else { return nil }
        let words = first.script.map { " (\u{201C}\($0)\u{201D})" } ?? ""
        return Sighting(
            "what the caller said into a reply\(words) was not passed on\(unsent.count > 1 ? ", \(unsent.count) times" : ""): the bridge listens only while it is silent, and cannot be interrupted",
            evidence: unsent.prefix(5).compactMap { turn in
                call.spoken(of: turn)?.started.evidence("the caller begins to speak, and nothing of it is appended")
            }, turns: unsent.map(\.number))
    }
}

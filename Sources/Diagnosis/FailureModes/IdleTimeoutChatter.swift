/// The assistant asks again and again whether anybody is there.
struct IdleTimeoutChatter: FailureMode {
    static let about = About(
        id: "idle-timeout-chatter",
        title: "the idle time-out has the assistant talk to nobody",
        hears: "\"Are you there?\", again and again, on a voicemail or a line on hold.",
        evidence:
            "three input_audio_buffer.timeout_triggered or more, one after the other, without speech of the caller in between",
        tellsApart: "Nothing is wrong with the session or the service: nobody counts the prompts",
        causes: ["idle_timeout_ms without a limit", "a voicemail, or a line on hold"],
        remedy: "Count the prompts, and end the call or switch idle_timeout_ms off after the second.",
        atFault: .bridge,
        source: "catalogue: idle-timeout-chatter; OpenAI Realtime, input_audio_buffer.timeout_triggered",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for connection in call.connections {
            var run: [Moment] = []
            var longest: [Moment] = []
            for timeout in connection.idleTimeouts {
                let isSpoken =
                    run.last.map { last in
                        connection.segments.contains { $0.started > last && $0.started < timeout }
                    } ?? false
                run = isSpoken ? [timeout] : run + [timeout]
                if run.count > longest.count { longest = run }
            }
            guard longest.count >= 3 else { continue }
            return Sighting(
                "the service prompted \(Timeline.words(count: longest.count)) in a row, and nobody spoke in between",
                evidence: longest.prefix(6).map { $0.evidence("input_audio_buffer.timeout_triggered") })
        }
        return nil
    }
}

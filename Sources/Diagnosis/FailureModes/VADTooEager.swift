/// Replies begin inside the caller's pauses, and are cut off by the rest of the sentence.
struct VADTooEager: FailureMode {
    static let about = About(
        id: "vad-too-eager",
        title: "replies begin inside the caller's pauses, and the caller's next word cuts them off",
        hears: "The assistant talks over the caller, and answers sentences in halves.",
        evidence:
            "silence_duration_ms under 600 (or semantic_vad with eagerness high), and at least twice: speech_stopped, speech_started within 700 ms, and the response in between cancelled as turn_detected",
        tellsApart:
            "With echo-self-interruption the speech that cuts the reply off is the assistant's own; with noise-triggers-turns it is no speech",
        causes: ["silence_duration_ms of 200 to 450", "the default of 200 ms of older models", "eagerness high"],
        remedy: "Set silence_duration_ms to 500 to 800, or use semantic_vad with eagerness low or auto.",
        atFault: .configuration,
        source: "catalogue: vad-too-eager; OpenAI Realtime, turn_detection",
        refines: ["cancelled-before-output"], stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for (index, connection) in call.connections.enumerated() {
            let cut = VADTooEager.cutTurns(call, index).filter { turn in
                let detection = connection.turnDetection(at: turn.start)
                return detection.map { $0.type == "semantic_vad" ? $0.eagerness == "high" : $0.silenceMs < 600 }
                    ?? false
            }
            guard cut.count >= 2, let first = cut.first else { continue }
            let silence = connection.turnDetection(at: first.start).map {
                $0.type == "semantic_vad" ? "eagerness high" : "silence_duration_ms \($0.silenceMs)"
            }
            return Sighting(
                "\(Timeline.words(turns: cut.map(\.number))) were taken for ended in a pause of the caller (\(silence ?? "")), and their replies were cut off by the caller's next word",
                evidence: cut.prefix(4).flatMap { call.evidence(of: $0) + (call.response(of: $0)?.doneEvidence ?? []) },
                turns: cut.map(\.number))
        }
        return nil
    }

    /// Spoken turns after which the caller spoke on at once, into the reply.
    static func cutTurns(_ call: Timeline, _ index: Int) -> [Turn] {
        let connection = call.connections[index]
        return call.turns(on: index).filter { turn in
            guard let number = turn.segment, let stopped = connection.segments[number].stopped,
                connection.segments.indices.contains(number + 1), let response = call.response(of: turn),
                response.isCancelled, response.reason == "turn_detected"
            else { return false }
            let next = connection.segments[number + 1]
            if let seconds = next.started.seconds(since: stopped) { return seconds < 0.7 }
            guard let end = connection.segments[number].endMs, let start = next.startMs else { return false }
            let prefix = connection.turnDetection(at: next.started)?.prefixMs ?? 300
            return start + prefix - end < 700
        }
    }
}

/// Sounds that are no words are taken for turns of the caller.
struct NoiseTriggersTurns: FailureMode {
    static let about = About(
        id: "noise-triggers-turns",
        title: "noise is taken for the caller's words, and answered or let interrupt",
        hears: "The assistant answers a cough or a passing car, or stops in the middle of a word for no reason.",
        evidence:
            "at least two turns that the VAD noticed and whose completed transcripts have no word in them, each of which was answered or cut a reply off",
        tellsApart:
            "With echo-self-interruption the transcripts have the assistant's own words; without transcripts it cannot be told",
        causes: ["a low threshold", "an open microphone, a line that hums, a television"],
        remedy:
            "Switch on audio.input.noise_reduction, raise the threshold by 0.1 at a time, or set interrupt_response to false and interrupt only for words.",
        atFault: .configuration,
        source: "catalogue: noise-triggers-turns; OpenAI Realtime, turn_detection",
        refines: ["cancelled-before-output"], stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for (index, connection) in call.connections.enumerated() {
            let wordless = Set(
                connection.transcriptions.filter { heard in
                    heard.completed != nil && !heard.isUntold && !heard.text.contains { $0.isLetter || $0.isNumber }
                }.map(\.item))
            guard wordless.count >= 2 else { continue }
            let turns = call.turns(on: index).filter { turn in
                guard turn.kind == .spoken, let segment = turn.segment.map({ connection.segments[$0] }),
                    wordless.contains(segment.item)
                else { return false }
                let cuts = connection.responses.contains {
                    $0.reason == "turn_detected" && $0.isActive(at: segment.started)
                }
                return turn.response != nil || cuts
            }
            guard turns.count >= 2 else { continue }
            return Sighting(
                "\(Timeline.words(turns: turns.map(\.number))) had no word in \(turns.count == 2 ? "either" : "any") of them, and \(turns.count == 2 ? "both" : "all") were answered or cut a reply off",
                evidence: turns.prefix(4).flatMap { call.evidence(of: $0) }, turns: turns.map(\.number))
        }
        return nil
    }
}

import RealtimeProtocol

/// Instructions of a response replace those of the session; turn after turn the prompt is gone.
struct PerResponseInstructionsReplace: FailureMode {
    static let about = About(
        id: "per-response-instructions-replace",
        title: "the caller's turns are answered under instructions of their own, which replace the session's",
        hears: "Persona, language and rules vanish in replies.",
        evidence:
            "two turns of the caller or more that are answered by a response.create with instructions, less than half as long as the session's and without their beginning",
        tellsApart: "A greeting or a filler line with instructions of its own is normal, and not judged",
        causes: ["the belief that response.instructions are added to the session's"],
        remedy:
            "Leave instructions out of response.create, or write the session's whole prompt and the addition; or add a system item.",
        atFault: .configuration,
        source: "catalogue: per-response-instructions-replace; OpenAI Realtime, response.create",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        let hits = call.turns.filter { turn in
            let connection = call.connections[turn.connection]
            guard turn.kind == .spoken, let request = turn.request.map({ connection.requests[$0] }),
                request.refused == nil, request.inputCount == nil, let own = request.instructions,
                let prompt = connection.session(at: request.moment)?.instructions,
                prompt != DefaultSession.instructions,
                prompt.count >= 80
            else { return false }
            return own.count * 2 < prompt.count && !own.contains(prompt.prefix(40))
        }
        guard hits.count >= 2, let first = hits.first,
            let request = first.request.map({ call.connections[first.connection].requests[$0] })
        else { return nil }
        return Sighting(
            "\(Timeline.words(turns: hits.map(\.number))) were answered under \"\(request.instructions?.prefix(60) ?? "")\" alone: the session's prompt does not hold for them",
            evidence: hits.prefix(5).compactMap { turn in
                turn.request.map {
                    call.connections[turn.connection].requests[$0].moment.evidence("response.create with instructions")
                }
            },
            turns: hits.map(\.number))
    }
}

/// A turn that ends during a reply is not answered by the service when interrupt_response is off.
struct NoInterruptLosesTurn: FailureMode {
    static let about = About(
        id: "no-interrupt-loses-turn",
        title: "a turn that ended during a reply was never answered, for interrupt_response is off",
        hears: "What the caller throws in is ignored for good.",
        evidence:
            "turn_detection with interrupt_response false and create_response true, a commit of a second of speech or more while a response is active, and for 5 s after that response neither response.create nor a response",
        tellsApart: "With response-never-created no response was active when the turn ended",
        causes: [
            "the service does not answer a turn that ends while a response is active",
            "interrupt_response switched off against noise",
        ],
        remedy: "On response.done send response.create when the caller's last item has no answer yet.",
        atFault: .configuration,
        source: "catalogue: no-interrupt-loses-turn; OpenAI Realtime, turn_detection",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        let lost = call.turns.filter { turn in
            let connection = call.connections[turn.connection]
            guard turn.kind == .spoken, turn.response == nil, turn.request == nil,
                let commit = turn.commit.map({ connection.commits[$0] }), commit.byClient == nil,
                let detection = connection.turnDetection(at: commit.moment), detection.isOn, detection.createsResponse,
                !detection.interruptsResponse, connection.activeResponse(at: commit.moment) != nil,
                // A "yes" into a reply asks for nothing.
                turn.burst.map({ connection.appended.bursts[$0].soundMs >= 700 }) ?? false,
                let sequel = call.sequel(to: commit.moment, on: turn.connection)
            else { return false }
            let isAskedInTime =
                sequel.request.map { request in
                    sequel.response.map { connection.responses[$0].first > connection.requests[request].moment } ?? true
                } ?? false
            return !isAskedInTime && sequel.silence >= call.settings.patience
        }
        guard let first = lost.first else { return nil }
        return Sighting(
            "\(Timeline.words(turns: lost.map(\.number))) ended while a response was active, interrupt_response is off, and nobody asked for an answer\(first.due.map { call.waiting(after: $0, on: first.connection) } ?? "")",
            evidence: lost.prefix(5).flatMap { call.evidence(of: $0) }, turns: lost.map(\.number))
    }
}

/// A request is taken back before the service has begun to answer it, and is answered all the same.
struct CancelBeforeCreated: FailureMode {
    static let about = About(
        id: "cancel-before-created",
        title: "a request is cancelled too early, and spoken all the same",
        hears: "A reply that was to be suppressed, or one that blocks the next.",
        evidence:
            "response.create, then response.cancel before response.created, refused or ignored; then that response runs to its end",
        tellsApart:
            "A request was on its way. With cancel-with-nothing-active nothing had been asked for",
        causes: [
            "cancel is sent as soon as the bridge knows that the reply is not wanted, and nothing remembers it",
            "a lock is set free by the cancel, though the response is still to come",
        ],
        remedy:
            "Remember that the reply is not wanted, and send response.cancel with its response_id when response.created comes.",
        atFault: .bridge,
        source: "catalogue: cancel-before-created; OpenAI Realtime, response.cancel",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        var evidence: [Evidence] = []
        var hits: [(connection: Int, response: Int)] = []
        for (index, connection) in call.connections.enumerated() {
            for cancel in connection.cancels where cancel.answered == nil && cancel.response == nil {
                guard let response = connection.escaped(cancel) else { continue }
                hits.append((index, response))
                evidence.append(cancel.moment.evidence("response.cancel, before response.created"))
                if let error = cancel.refused.map({ connection.errors[$0] }) { evidence.append(error.evidence) }
                evidence += connection.responses[response].evidence
            }
        }
        guard let first = hits.first else { return nil }
        return Sighting(
            "response.cancel came before response.created, and \(call.trace(first).id) was generated to its end"
                + (hits.count > 1 ? " (\(hits.count) times)" : ""),
            evidence: Array(evidence.prefix(15)).sorted { $0.frame < $1.frame }, turns: call.turnNumbers(hits))
    }
}

extension ModelConnection {
    /// The response of the request that this cancel was meant for: the newest one, which had none yet.
    fileprivate func escaped(_ cancel: ClientRequest) -> Int? {
        guard let asked = requests.last(where: { $0.moment < cancel.moment && !$0.isOutOfBand && $0.refused == nil }),
            !responses.contains(where: { !$0.isOutOfBand && $0.first > asked.moment && $0.first < cancel.moment }),
            // While another one runs, that one is meant.
            activeResponse(at: cancel.moment) == nil,
            let next = responses.firstIndex(where: { !$0.isOutOfBand && $0.first > cancel.moment })
        else { return nil }
        let response = responses[next]
        let other = requests.contains { $0.moment > asked.moment && $0.moment < response.first }
        let speech = commits.contains { $0.moment > asked.moment && $0.moment < response.first }
        let again = cancels.contains { $0.moment > response.first && $0.moment < (response.done ?? response.last) }
        return !other && !speech && !again && response.isCompleted && response.hasOutput ? next : nil
    }
}

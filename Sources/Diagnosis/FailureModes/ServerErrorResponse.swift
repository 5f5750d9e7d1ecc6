/// The service fails a turn with an error of its own.
struct ServerErrorResponse: FailureMode {
    static let about = About(
        id: "server-error-response",
        title: "the service failed a response with an error of its own",
        hears: "A turn is lost now and then; the next one may work.",
        evidence:
            "response.done with status failed and error type server_error (its code is usually null), or an error event of that type that leaves a turn without its answer; or HTTP 500 to 599 on the upgrade",
        tellsApart:
            "The type server_error with no code that names another cause: model_not_found, insufficient_quota and rate limits come first",
        causes: [
            "a passing fault of the service, or of a gateway before it",
            "audio or content that it cannot digest",
            "trouble with one model snapshot",
            "a tool schema that it cannot digest",
        ],
        remedy:
            "Send response.create again, once or twice with a pause, when no output item had started; keep the session id for the support request. At the door, wait as long as Retry-After says, then connect again, and longer each time.",
        atFault: .service,
        source:
            "catalogue: server-error-response; OpenAI Realtime, response.done status_details"
    )

    func examine(_ call: Timeline) -> Sighting? {
        if let opening = call.refusedUpgrade(where: { (500...599).contains($0.status ?? 0) }) {
            return Sighting(
                "the service could not open the connection: \(opening.refusal)",
                evidence: [opening.moment.evidence(opening.words)])
        }
        let hits = call.responses { response, _ in response.isFailed && isServerError(response) }
        let events = call.connections.indices.flatMap { index in
            call.connections[index].errors.filter { $0.type == "server_error" && breaksTurn($0, of: index, in: call) }
        }
        guard !hits.isEmpty || !events.isEmpty else { return nil }
        let turns = call.turnNumbers(hits)
        let message = hits.first.flatMap { call.trace($0).errorMessage } ?? events.first?.message
        let quotation = message.map { $0.isEmpty ? "" : " (\"\($0)\")" } ?? ""
        let evidence = hits.flatMap { call.trace($0).evidence } + events.map(\.evidence)
        return Sighting(
            "the service failed \(turns.isEmpty ? "a request" : Timeline.words(turns: turns)) with server_error\(quotation)",
            evidence: evidence.sorted { $0.frame < $1.frame }, turns: turns)
    }

    private func isServerError(_ response: ResponseTrace) -> Bool {
        let named = ErrorCodes.quota.union(ErrorCodes.rateLimit).union(ErrorCodes.modelNotFound)
        if named.contains(response.errorCode ?? "") || named.contains(response.errorType ?? "") { return false }
        return response.errorType == "server_error" || ErrorCodes.serverError.contains(response.errorCode ?? "")
    }

    /// The turn that was waiting when the error came never got a reply.
    private func breaksTurn(_ error: ModelConnection.ErrorEvent, of index: Int, in call: Timeline) -> Bool {
        call.turns.contains { turn in
            guard turn.connection == index else { return false }
            if case .refused(let number) = turn.outcome { return call.connections[index].errors[number] == error }
            guard let due = turn.due, due < error.moment else { return false }
            let isLast = !call.turns.contains {
                $0.connection == index && $0.start > turn.start && $0.start < error.moment
            }
            return isLast && (turn.outcome == .unanswered || turn.outcome == .unfinished)
        }
    }
}

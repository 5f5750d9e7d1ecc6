/// A limit of tokens, requests or capacity fails a turn.
struct RateLimitedResponse: FailureMode {
    static let about = About(
        id: "rate-limited-response",
        title: "a rate limit failed a response",
        hears: "Calls go quiet after a minute or two, or all calls at a busy hour.",
        evidence:
            "error code rate_limit_exceeded or inference_rate_limit_exceeded in status_details of response.done, or in an error event; or HTTP 429 on the upgrade",
        tellsApart:
            "The code: the same request works later, unlike with quota-exhausted. rate_limits.updated with little remaining supports it and is no proof alone",
        causes: [
            "a small usage tier",
            "the whole context is billed again on every turn",
            "requests per day are used up",
            "the service has no capacity (inference_rate_limit_exceeded)",
        ],
        remedy:
            "Wait for reset_seconds of rate_limits.updated and send response.create again; shorten the context (truncation with a retention ratio), cap output tokens, or raise the tier. At the door, wait as long as Retry-After says before connecting again, and longer each time.",
        atFault: .account,
        source:
            "catalogue: rate-limited-response; OpenAI Realtime, rate_limits.updated"
    )

    func examine(_ call: Timeline) -> Sighting? {
        var places = RefusalPlaces.of(ErrorCodes.rateLimit, in: call)
        if let opening = call.refusedUpgrade(where: { $0.status == 429 && !$0.isOutOfQuota }) {
            return Sighting(
                "a rate limit closed the door: \(opening.refusal)",
                evidence: [opening.moment.evidence(opening.words)])
        }
        guard !places.isEmpty else { return nil }
        let low = call.connections.flatMap { connection in
            connection.rateLimits.filter { $0.value.limit > 0 && $0.value.remaining <= $0.value.limit * 0.05 }
        }
        for (name, limit) in low.sorted(by: { $0.value.moment < $1.value.moment }) {
            places.evidence.append(
                limit.moment.evidence(
                    "rate_limits.updated: \(name) \(Int(bounded: limit.remaining)) of \(Int(bounded: limit.limit)) remaining, reset in \(limit.resetSeconds) s"
                ))
        }
        return Sighting(
            "a rate limit failed \(places.responses.isEmpty ? "the request" : Timeline.words(turns: call.turnNumbers(places.responses)))\(places.quotation)",
            evidence: places.evidence, turns: call.turnNumbers(places.responses))
    }
}

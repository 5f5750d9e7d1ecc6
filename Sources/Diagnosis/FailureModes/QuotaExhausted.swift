/// The account has no credit left: sessions open, answers fail.
struct QuotaExhausted: FailureMode {
    static let about = About(
        id: "quota-exhausted",
        title: "the account has no quota left",
        hears: "The assistant answers the telephone and never speaks; it worked yesterday.",
        evidence:
            "error code insufficient_quota or billing_hard_limit_reached in status_details of response.done, in an error event, in the body of a refused upgrade or in the reason of a close",
        tellsApart:
            "The code: waiting does not help, unlike with rate-limited-response",
        causes: [
            "no credit left",
            "the hard limit of the project or organisation is reached",
            "the key belongs to another project than the one that was topped up",
        ],
        remedy:
            "Add credit or raise the limit of the project that the key belongs to; probe before going live; play an audible fallback when response.done says failed.",
        atFault: .account,
        source:
            "catalogue: quota-exhausted; OpenAI Realtime, response.done status_details"
    )

    func examine(_ call: Timeline) -> Sighting? {
        let places = RefusalPlaces.of(ErrorCodes.quota, in: call)
        guard !places.isEmpty else { return nil }
        return Sighting(
            "the account cannot pay for an answer: \(Self.about.title)\(places.quotation)", evidence: places.evidence,
            turns: call.turnNumbers(places.responses))
    }
}

/// A response failed, and the client goes on as if nothing had happened.
struct FailedResponseUnreported: FailureMode {
    static let about = About(
        id: "failed-response-unreported",
        title: "a response failed, and the client did nothing about it",
        hears: "Silence, while the call goes on; nobody knows why.",
        evidence:
            "response.done failed, the client's audio flowing on, and for 5 s neither another response.create nor a close of the connection",
        tellsApart:
            "What failed has a finding of its own, by its code; this one says that the bridge ignored it, and stands alone where no mode knows the code",
        causes: ["only error events are handled: failures come inside response.done", "status is never read"],
        remedy:
            "Read status in response.done; ask once more for what may be repeated, speak an apology otherwise, and log status_details whole.",
        atFault: .bridge,
        source: "catalogue: failed-response-unreported, response-done-not-inspected; OpenAI Realtime, response.done",
        also: ["response-done-not-inspected", "sdk-empty-response-silent"], stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        let ignored = call.responses { response, _ in response.isFailed && !response.isOutOfBand }.filter { hit in
            let connection = call.connections[hit.connection]
            guard let done = call.trace(hit).done, let last = connection.appended.last, last > done,
                connection.isOpen(at: last), last.seconds(since: done) ?? 0 >= 4,
                let sequel = call.sequel(to: done, on: hit.connection)
            else { return false }
            let isAnswered = sequel.request.map {
                call.patience[hit.connection].between(done, connection.requests[$0].moment) < 5
            }
            return !(isAnswered ?? false) && sequel.silence >= 4
        }
        guard let first = ignored.first else { return nil }
        return Sighting(
            "\(ignored.count == 1 ? "a response" : "\(ignored.count) responses") failed, and the client went on without asking again and without ending the call",
            evidence: ignored.prefix(4).flatMap { call.trace($0).doneEvidence },
            turns: call.turnNumbers(ignored), brokenAt: call.trace(first).done)
    }
}

/// The service says that a response is completed, and there is nothing in it.
struct EmptyOutputCompleted: FailureMode {
    static let about = About(
        id: "empty-output-completed",
        title: "a response is completed but empty",
        hears: "Silence after a turn that looks perfect in the log.",
        evidence:
            "response.done with status completed and output [], and no output item, part or delta for that response",
        tellsApart:
            "The status is completed: failed, cancelled and incomplete responses also have an empty output and are other modes. output [] in response.created is normal on every call and is no evidence",
        causes: [
            "a proxy, framework or imitation of the service swallowed a failure (usage shows 0 tokens)",
            "the model had nothing to say: an empty or noise-only turn, an emptied context, no instructions, or a prompt that tells it to stay silent (usage shows tokens)",
            "the service dropped its output (output tokens were used)",
        ],
        remedy:
            "Log response.done whole (status, status_details, usage). Make sure that a user item or instructions exist, send response.create once more, then try another model or a new connection.",
        atFault: .bridgeOrService,
        source:
            "catalogue: empty-output-completed and its ranking of causes; OpenAI Realtime, response.done"
    )

    func examine(_ call: Timeline) -> Sighting? {
        let hits = call.responses { response, _ in
            response.isCompleted && response.outputCount == 0 && !response.hasOutput && response.firstItem == nil
        }
        guard let first = hits.first.map(call.trace) else { return nil }
        let tokens =
            switch first.usage?.output {
            case 0?: "0 output tokens were used, so the model probably never ran"
            case let used?: "\(used) output tokens were used, so the model ran"
            case nil: "its usage is not in the capture"
            }
        return Sighting(
            "\(hits.count == 1 ? "a response" : "\(hits.count) responses") ended as completed with no output, which is unusual; "
                + "\(tokens). The capture does not prove why",
            evidence: hits.flatMap { call.trace($0).evidence }, turns: call.turnNumbers(hits))
    }
}

/// A safety filter stops the reply.
struct ContentFilterCut: FailureMode {
    static let about = About(
        id: "content-filter-cut",
        title: "the content filter cut a reply",
        hears: "The assistant stops in the middle of a sentence, or says nothing.",
        evidence:
            "response.done with status incomplete and reason content_filter",
        tellsApart:
            "The reason in status_details; both cuts look the same to the ear",
        causes: [
            "words of the prompt or of the conversation trip the filter",
            "the filter of a cloud provider in front of the model",
            "a language that the filter judges badly",
        ],
        remedy:
            "Reword the instructions; relax the filter where the provider lets you; when response.done says incomplete with content_filter, apologise and ask again.",
        atFault: .service,
        source:
            "catalogue: content-filter-cut; OpenAI Realtime, response.done status_details"
    )

    func examine(_ call: Timeline) -> Sighting? {
        let hits = call.responses { response, _ in response.isIncomplete && response.reason == "content_filter" }
        guard !hits.isEmpty else { return nil }
        let turns = call.turnNumbers(hits)
        let limit = ""
        return Sighting(
            "\(Timeline.words(turns: turns)): the reply was cut, reason content_filter\(limit)",
            evidence: hits.flatMap { call.trace($0).evidence }, turns: turns)
    }
}

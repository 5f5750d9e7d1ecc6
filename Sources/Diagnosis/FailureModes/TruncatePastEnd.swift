/// The place at which an item is to be cut lies behind its end.
struct TruncatePastEnd: FailureMode {
    static let about = About(
        id: "truncate-past-end",
        title: "the item is cut behind its end",
        hears:
            "Nothing at first; the model believes that all it generated was heard, and strict programs end the call.",
        evidence:
            "conversation.item.truncate refused because audio_end_ms is more than the item's audio (param audio_end_ms, or a message that says that it is already shorter), or one whose item had less audio than that",
        tellsApart:
            "The item has audio, but less of it. With truncate-before-first-frame it has none; with heard-vs-sent-drift the cut lies within the item and is granted",
        causes: [
            "audio_end_ms counts from the beginning of the call (the carrier's media.timestamp) and not from the item's first sound",
            "it is measured by the clock from the first delta on, also when the item had been heard to its end",
            "the rate of the samples is taken for another one",
            "the item has changed and the start of the old one is still used",
        ],
        remedy:
            "audio_end_ms = min(what the carrier has played of this item, what came of it), counted from the item's own first media; do not truncate what was heard to its end.",
        atFault: .bridge,
        source: "catalogue: truncate-past-end; OpenAI Realtime, conversation.item.truncate",
        stage: .bridge
    )

    private struct Hit {
        var connection: Int
        var truncate: ModelConnection.ClientRequest?
        var error: ModelConnection.ErrorEvent?
        var itemMs: Double?
    }

    func examine(_ call: Timeline) -> Sighting? {
        let hits: [Hit] = call.connections.indices.flatMap { found(on: $0, call.connections[$0]) }
        guard let first = hits.first else { return nil }
        let asked = first.truncate?.audioEndMs.map { "audio_end_ms \($0)" } ?? "an audio_end_ms"
        let what = first.error == nil ? "sent" : "refused"
        let has = first.itemMs.map { ", and the item had \(Int(bounded: $0.rounded())) ms of audio" } ?? ""
        let often = hits.count > 1 ? " (\(hits.count) times)" : ""
        return Sighting(
            "conversation.item.truncate with \(asked) was \(what)\(has)\(often)",
            evidence: hits.prefix(5).flatMap { hit in
                [hit.truncate?.truncateEvidence, hit.error?.evidence].compactMap { $0 }
            })
    }

    private func found(on index: Int, _ connection: ModelConnection) -> [Hit] {
        var hits: [Hit] = []
        for truncate in connection.truncates {
            let error = truncate.refused.map { connection.errors[$0] }
            let item = truncate.item.flatMap(connection.audio(ofItem:))
            let asked = truncate.audioEndMs.map(Double.init)
            // Deltas may still be under way: only audio that is whole has an end. And what the service has granted was in the item.
            let isPast =
                truncate.answered == nil
                && item.flatMap { item in asked.map { $0 > item.milliseconds + 20 && item.isWhole } } ?? false
            if error.map(\.saysPastEnd) ?? isPast {
                hits.append(Hit(connection: index, truncate: truncate, error: error, itemMs: item?.milliseconds))
            }
        }
        // A log of the service's side alone has the refusal only.
        let known = Set(hits.compactMap { $0.error?.moment.frame })
        for error in connection.errors where error.saysPastEnd && !known.contains(error.moment.frame) {
            hits.append(Hit(connection: index, error: error))
        }
        return hits
    }
}

extension ModelConnection.ErrorEvent {
    /// `Audio content of 3700ms is already shorter than 3760ms`
    fileprivate var saysPastEnd: Bool {
        message.contains("already shorter than") || param == "audio_end_ms" && answers == .truncate
    }
}

extension ModelConnection {
    /// The audio of one item of a reply: nil when none came; whole when its response is done and its log was not cut.
    func audio(ofItem id: String) -> (milliseconds: Double, isWhole: Bool, first: Moment)? {
        let pieces = replyItems.filter { $0.id == id }
        guard let first = pieces.first else { return nil }
        let isWhole = pieces.allSatisfy { responses[$0.response].done != nil && !responses[$0.response].audio.isCut }
        return (pieces.map(\.milliseconds).reduce(0, +), isWhole, first.first)
    }
}

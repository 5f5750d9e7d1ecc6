/// Another item is cut than the one that the caller interrupts.
struct TruncateWrongItem: FailureMode {
    static let about = About(
        id: "truncate-wrong-item",
        title: "another item is cut than the one that is heard",
        hears: "The assistant forgets an earlier sentence, and believes to have said what was interrupted.",
        evidence:
            "an interruption of an item of which more than half a second was still unheard, and conversation.item.truncate for other items only; or a truncate of an item that never was (item_truncate_invalid_item_id)",
        tellsApart:
            "The id is another one. With heard-vs-sent-drift it is right and the position is not; with truncate-before-first-frame it is the newest item, which has no audio yet",
        causes: [
            "the id of the last item is kept from an earlier reply",
            "the start of the position is not reset when the item changes",
            "an id of the bridge's own, or a response's id, is sent in its place",
        ],
        remedy:
            "Keep item_id and start with the audio that is sent: when the item of a delta changes, both change; on speech_started cut the one that the carrier is playing.",
        atFault: .bridge,
        source: "catalogue: truncate-wrong-item; OpenAI Realtime, conversation.item.truncate",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? { ofAnotherItem(call) ?? ofNoItem(call) ?? ofNoSuchPart(call) }

    private func ofAnotherItem(_ call: Timeline) -> Sighting? {
        let hits = call.noticedInterruptions.filter { hit in
            guard hit.isOfOneSession else { return false }
            let connection = call.connections[hit.connection]
            let named = hit.truncates.compactMap { connection.truncates[$0].item }
            // Of a reply in several items any one that is not heard to its end is right.
            let response = call.item(hit.reply).response
            let own = connection.replyItems.filter { $0.response == response }.map(\.id)
            let isAudio = named.contains { connection.audio(ofItem: $0) != nil }
            return isAudio && !named.contains(where: own.contains) && call.unheardMs(hit) > call.talkOverLimit
        }
        guard let first = hits.first else { return nil }
        let connection = call.connections[first.reply.connection]
        let named = first.truncates.compactMap { connection.truncates[$0].item }.first ?? ""
        return Sighting(
            "\(call.item(first.reply).id) was interrupted, and \(named) was truncated"
                + (hits.count > 1 ? " (\(hits.count) times)" : ""),
            evidence: hits.prefix(5).flatMap { call.evidence(of: $0) }, turns: call.turnNumbers(hits.map(\.reply)),
            brokenAt: first.started)
    }

    /// The item is right, and has no audio where the cut says it has.
    private func ofNoSuchPart(_ call: Timeline) -> Sighting? {
        for connection in call.connections {
            let hits = connection.truncates.compactMap {
                truncate -> (ModelConnection.ClientRequest, ModelConnection.ErrorEvent)? in
                guard let error = truncate.refused.map({ connection.errors[$0] }),
                    error.code == "unsupported_content_type", let id = truncate.item,
                    let audio = connection.audio(ofItem: id), audio.first < truncate.moment
                else { return nil }
                return (truncate, error)
            }
            guard let (truncate, error) = hits.first else { continue }
            return Sighting(
                "conversation.item.truncate names a part of \(truncate.item ?? "an item") that is no audio (content_index): \(error.text)"
                    + (hits.count > 1 ? " (\(hits.count) times)" : ""),
                evidence: hits.prefix(5).flatMap { [$0.0.truncateEvidence, $0.1.evidence] })
        }
        return nil
    }

    private func ofNoItem(_ call: Timeline) -> Sighting? {
        for connection in call.connections {
            for truncate in connection.truncates {
                guard let error = truncate.refused.map({ connection.errors[$0] }),
                    error.code == "item_truncate_invalid_item_id", let id = truncate.item,
                    !connection.replyItemIDs.contains(id)
                else { continue }
                return Sighting(
                    "conversation.item.truncate names \(id), which is no item of any reply: \(error.text)",
                    evidence: [truncate.truncateEvidence, error.evidence])
            }
        }
        return nil
    }
}

extension Timeline {
    /// Of the interrupted item, what the caller had not heard when the line went silent, or never heard; milliseconds.
    func unheardMs(_ hit: NoticedInterruption) -> Double {
        let line = phones[hit.reply.phone]
        let heard = line.playback.heardMs(from: hit.reply.fromMs, to: hit.reply.sentToMs)
        return hit.reply.toMs - hit.reply.fromMs - heard
    }
}

/// An item is to be cut that has no audio.
struct TruncateBeforeFirstFrame: FailureMode {
    static let about = About(
        id: "truncate-before-first-frame",
        title: "an item is cut that has no audio",
        hears: "Nothing; an error when the caller is quick, and strict programs end the call.",
        evidence:
            "conversation.item.truncate refused for an item of which no audio had come: a function call, or a message before its first delta",
        tellsApart:
            "No audio had come of the item. With truncate-past-end there was some, but less; with truncate-wrong-item it is another one than is heard",
        causes: [
            "the newest item is cut whatever it is, also a function call",
            "the id is taken from response.output_item.added and cut before the first delta",
            "0 ms is sent because nothing has been played yet",
        ],
        remedy:
            "Remember an item for truncation when its first audio is sent to the carrier; before that response.cancel alone is enough.",
        atFault: .bridge,
        source: "catalogue: truncate-before-first-frame; OpenAI Realtime, conversation.item.truncate",
        stage: .bridge
    )

    /// A log may leave the deltas out: then no audio in it says nothing.
    private func keepsAudio(_ connection: ModelConnection) -> Bool {
        connection.isWhole || connection.responses.contains { $0.audio.deltas > 0 }
    }

    func examine(_ call: Timeline) -> Sighting? {
        var evidence: [Evidence] = []
        var count = 0
        for connection in call.connections {
            for truncate in connection.truncates {
                guard let error = truncate.refused.map({ connection.errors[$0] }), let id = truncate.item,
                    error.code != "item_truncate_invalid_item_id", connection.replyItemIDs.contains(id),
                    connection.audio(ofItem: id).map({ $0.first > truncate.moment })
                        ?? (keepsAudio(connection) || error.isNoAudioRefusal)
                else { continue }
                count += 1
                evidence += [truncate.truncateEvidence, error.evidence]
            }
            // A log of the service's side alone has the refusal only.
            for error in connection.errors where connection.truncates.isEmpty && error.isNoAudioRefusal {
                count += 1
                evidence.append(error.evidence)
            }
        }
        guard count > 0 else { return nil }
        return Sighting(
            "conversation.item.truncate was refused \(Timeline.words(count: count)) for an item of which no audio had come",
            evidence: Array(evidence.prefix(10)))
    }
}

extension ModelConnection.ErrorEvent {
    /// `Only model output audio messages can be truncated`
    fileprivate var isNoAudioRefusal: Bool {
        code == "unsupported_content_type" && message.lowercased().contains("truncat")
    }
}

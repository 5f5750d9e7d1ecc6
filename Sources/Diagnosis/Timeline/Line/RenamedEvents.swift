/// An event that every client needs is missing, and one that no reference has stands in its place with the same fields.
import RealtimeProtocol

struct RenamedEvent: Sendable, Equatable {
    /// The event that is missing, by its name in the session's dialect.
    var expected: String
    var stranger: StrangeEvent
}

extension ModelConnection {
    /// Events that come in pairs: where one of a pair is missing it was due. With the fields by which an event is known.
    private static let pairs: [(expected: EventType, partner: EventType, fields: Set<String>)] = [
        (.responseCreated, .responseDone, ["response"]), (.responseDone, .responseCreated, ["response"]),
        (.outputItemAdded, .outputItemDone, ["item", "response_id"]),
        (.outputItemDone, .outputItemAdded, ["item", "response_id"]),
        (.contentPartAdded, .contentPartDone, ["part", "response_id"]),
        (.contentPartDone, .contentPartAdded, ["part", "response_id"]),
        (.outputAudioDone, .outputAudioTranscriptDone, ["response_id", "content_index"]),
        (.outputAudioTranscriptDone, .outputAudioDone, ["response_id", "transcript"]),
        (.itemAdded, .itemDone, ["item"]), (.speechStarted, .speechStopped, ["item_id", "audio_start_ms"]),
        (.speechStopped, .speechStarted, ["item_id", "audio_end_ms"]),
        (.inputAudioCommitted, .speechStopped, ["item_id", "previous_item_id"]),
    ]

    /// In our own captures alone: a log leaves events out.
    func renamedEvents() -> [RenamedEvent] {
        guard isWhole, !strangers.isEmpty, opening?.isCompanion != true else { return [] }
        var missing = missingAnswers()
        for pair in Self.pairs {
            let count = serverCounts[pair.partner, default: 0] - serverCounts[pair.expected, default: 0]
            if count > 0 { missing.append((pair.expected, count, pair.fields)) }
        }
        if dialect == .ga, serverCounts[.itemDone] == nil, serverCounts[.itemAdded, default: 0] > 1 {
            missing.append((.itemDone, serverCounts[.itemAdded, default: 0], ["item"]))
        }
        return strangers.compactMap { stranger in
            let fits = missing.filter { stranger.fields.isSuperset(of: $0.fields) && stranger.count <= $0.count }
            guard let best = fits.max(by: { $0.fields.count < $1.fields.count }) else { return nil }
            return RenamedEvent(expected: best.type.wireName(in: dialect ?? .ga), stranger: stranger)
        }
    }

    /// What is due without a partner. Deltas are as many as they like.
    private func missingAnswers() -> [(type: EventType, count: Int, fields: Set<String>)] {
        var missing: [(EventType, Int, Set<String>)] = []
        if serverEvents > 0, !echoes.contains(where: \.isCreated) { missing.append((.sessionCreated, 1, ["session"])) }
        let updates = updates.count { $0.accepted == nil && $0.refused == nil }
        if updates > 0 { missing.append((.sessionUpdated, updates, ["session"])) }
        let spoken = responses.filter { $0.isCompleted && $0.contentKinds.contains("audio") }
        if spoken.contains(where: { $0.audio.deltas == 0 }) {
            missing.append((.outputAudioDelta, .max, ["response_id", "item_id", "delta"]))
        }
        if let mute = responses.first(where: { $0.isCompleted && !$0.text.isEmpty && $0.textDeltas == 0 }) {
            let type: EventType = mute.contentKinds.contains("audio") ? .outputAudioTranscriptDelta : .outputTextDelta
            missing.append((type, .max, ["response_id", "item_id", "delta"]))
        }
        let transcribed = commits.filter { session(at: $0.moment)?.transcribes == true }.count
        let transcripts = transcriptions.count { $0.completed != nil || $0.failed != nil }
        if transcribed > transcripts {
            missing.append((.transcriptionCompleted, transcribed - transcripts, ["item_id", "transcript"]))
        }
        return missing
    }
}

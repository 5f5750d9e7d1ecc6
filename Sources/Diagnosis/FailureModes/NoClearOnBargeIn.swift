/// The caller speaks over the assistant, and the carrier is never told to stop playing.
struct NoClearOnBargeIn: FailureMode {
    static let about = About(
        id: "no-clear-on-barge-in",
        title: "the caller interrupts, and the carrier plays on",
        hears: "The assistant talks on over the caller for seconds.",
        evidence:
            "speech_started while the carrier still plays a reply, no clear within 1 s, and more than half a second of that reply is heard afterwards",
        tellsApart:
            "The reply was still being generated, or was truncated all the same. With clear-skipped-when-done it was generated to its end and nothing at all was done; with late-deltas-played clear was sent",
        causes: [
            "speech_started is not handled on the way to the carrier",
            "the design is one for local playback: only the bridge's own queue is dropped",
            "output_audio_buffer.clear is sent to the model, which exists for WebRTC and SIP only",
        ],
        remedy:
            "On speech_started send {\"event\":\"clear\",\"streamSid\":…} to the carrier at once, drop the bridge's own queue, then conversation.item.truncate at what was really played.",
        atFault: .bridge,
        source: "catalogue: no-clear-on-barge-in; Twilio Media Streams, clear",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.talkedOver(call.unansweredInterruptions.filter { $0.isGenerating || !$0.truncates.isEmpty })
    }
}

extension Timeline {
    /// Interruptions after which the carrier played on what it had, because nobody stopped it.
    var unansweredInterruptions: [NoticedInterruption] {
        noticedInterruptions.filter { hit in
            hit.clear == nil && hit.talkedOverMs > talkOverLimit && !hit.wasResumed
                && !phones[hit.reply.phone].droppedMessage(after: hit.started)
        }
    }

    func talkedOver(_ hits: [NoticedInterruption]) -> Sighting? {
        guard let worst = hits.max(by: { $0.talkedOverMs < $1.talkedOverMs }) else { return nil }
        let line = phones[worst.reply.phone]
        let late = line.clears.first { $0.moment > worst.started && $0.droppedMs > 0 }
        let clear =
            late.flatMap { $0.moment.seconds(since: worst.started) }.map {
                "the next clear came \(Timeline.words(seconds: $0)) later"
            } ?? "no clear was sent"
        return Sighting(
            "\(NoticedInterruption.words(worst.talkedOverMs)) of the reply was played on after the caller began to speak; \(clear)"
                + (hits.count > 1 ? " (\(hits.count) times)" : ""),
            evidence: hits.prefix(5).flatMap { evidence(of: $0) }, turns: turnNumbers(hits.map(\.reply)),
            brokenAt: hits.first?.started)
    }

    /// In the order of the capture.
    func evidence(of hit: NoticedInterruption) -> [Evidence] {
        let line = phones[hit.reply.phone]
        let item = item(hit.reply)
        var evidence = [item.first.evidence("the reply \(item.id) begins")]
        evidence += response(hit.reply).doneEvidence
        evidence.append(connections[hit.connection].segments[hit.segment].evidence)
        if let clear = hit.clear.map({ line.clears[$0] }) { evidence.append(clear.evidence) }
        for truncate in hit.truncates.prefix(3) {
            evidence.append(connections[hit.connection].truncates[truncate].truncateEvidence)
        }
        return evidence.sorted { $0.frame < $1.frame }
    }
}

extension PhoneConnection {
    /// The carrier dropped something that the bridge sent then: a `clear` that was not heard has a finding of its own.
    fileprivate func droppedMessage(after moment: Moment) -> Bool {
        complaints.contains { complaint in
            complaint.dropped > 0
                && (complaint.moments + [complaint.last]).contains { dropped in
                    dropped.seconds(since: moment).map { $0 >= -0.3 && $0 <= Timeline.clearLimit } ?? false
                }
        }
    }
}

extension PhoneConnection.Clear {
    var evidence: Evidence {
        moment.evidence("clear: \(Timeline.words(seconds: droppedMs / 1_000)) was not yet played")
    }
}

extension ModelConnection.ClientRequest {
    /// `conversation.item.truncate item_1 at 2200 ms`
    var truncateEvidence: Evidence {
        moment.evidence(
            "conversation.item.truncate\(item.map { " \($0)" } ?? "")\(audioEndMs.map { " at \($0) ms" } ?? "")")
    }
}

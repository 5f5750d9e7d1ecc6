/// Replies that came from the model and of which the carrier was sent nothing, or nothing any more, though nobody interrupted
/// them; and what else the bridge did then, which tells the ways to lose them apart.
struct WithheldReplies: Sendable {
    enum Pattern: Sendable {
        /// The carrier was never sent a message.
        case nothingEver
        /// Marks or clears, and never audio.
        case neverAudio
        /// Some replies, and others not: also before or after those that were.
        case some
        /// All up to a `clear`, and none after it.
        case sinceClear
        /// All up to some moment; the bridge still acts on what the model says.
        case writerStopped
        /// All up to some moment; from then on nothing that the model says has any effect.
        case readerStopped
    }

    var pattern: Pattern
    /// Index into ``Timeline/phones``.
    var phone: Int
    /// Those of which nothing was sent, and before them the one that was cut.
    var lost: [ReplyOnLine]
    /// The last sign of the bridge on the phone leg before them.
    var lastSign: Moment?
}

extension Timeline {
    /// At most one for each phone connection. What the carrier refused was not withheld.
    var withheldReplies: [WithheldReplies] {
        // What a log keeps one out of many of was not withheld by the bridge.
        guard !isSampled else { return [] }
        let replies = Dictionary(grouping: repliesOnLine, by: \.phone)
        return phones.indices.compactMap { index in replies[index].flatMap { withheld(index, $0) } }
    }

    private func withheld(_ index: Int, _ all: [ReplyOnLine]) -> WithheldReplies? {
        let line = phones[index]
        guard line.isWhole, !line.isListenOnly, isCapture || line.media.messages > 0,
            !line.complaints.contains(where: { $0.dropped > 0 && ($0.droppedMs > 0 || $0.reason == "binary-frame") })
        else { return nil }
        guard all.contains(where: { $0.isLost || isCut($0, on: line) }) else { return nil }
        let judged = all.filter { isDue($0, on: line) }
        let lost = judged.filter(\.isLost)
        guard let last = line.media.last else {
            guard !lost.isEmpty, lost.count == judged.count else { return nil }
            let pattern: WithheldReplies.Pattern = line.bridgeMessages == 0 ? .nothingEver : .neverAudio
            return WithheldReplies(pattern: pattern, phone: index, lost: lost, lastSign: line.lastBridgeMessage)
        }
        let cut = judged.first { !$0.isLost && isCut($0, on: line) }
        let after = lost.filter { item($0).first > last }
        guard cut != nil || !lost.isEmpty else { return nil }
        guard after.count == lost.count, !after.isEmpty || cut != nil else {
            return WithheldReplies(pattern: .some, phone: index, lost: lost, lastSign: nil)
        }
        func result(_ pattern: WithheldReplies.Pattern) -> WithheldReplies {
            WithheldReplies(
                pattern: pattern, phone: index, lost: (cut.map { [$0] } ?? []) + after, lastSign: line.lastBridgeMessage
            )
        }
        if cut == nil, line.clears.contains(where: { $0.moment > last }) { return result(.sinceClear) }
        // Marks without audio: what passes the queue is chosen.
        if cut == nil, let sign = line.lastBridgeMessage, let first = after.first, sign > item(first).first {
            return result(.some)
        }
        // In the middle of a reply both look alike, until something follows that only a reader would do.
        let from =
            cut.map { ($0.connection, max(last, item($0).first)) }
            ?? after.first.map { ($0.connection, item($0).first) }
        let acts = from.map { connections[$0].hasActed(after: $1) } ?? false
        return result(acts ? .writerStopped : .readerStopped)
    }

    /// The caller should have heard it: nobody interrupted it and the line was open long enough.
    private func isDue(_ reply: ReplyOnLine, on line: PhoneConnection) -> Bool {
        let item = item(reply)
        let response = response(reply)
        let connection = connections[reply.connection]
        guard item.milliseconds >= 400, response.audio.isMeasured, !response.isOutOfBand, !response.isCancelled,
            let ready = item.last.time, let start = line.starts.first?.moment ?? line.began, item.first > start
        else { return false }
        let end = line.ended?.time ?? last?.time ?? ready
        guard end - ready >= 1.5 else { return false }
        // Where the caller speaks into it, or has been told to be silent, the bridge may drop it.
        guard let first = response.first.time else { return false }
        let isSpokenOver = connection.segments.contains { segment in
            (segment.started.time ?? first) <= ready + 1 && (segment.end?.time ?? .infinity) > first
        }
        let isCleared = line.clears.contains { clear in
            clear.moment.time.map { $0 >= first - 0.3 && $0 <= ready + 1 } ?? true
        }
        return !isSpokenOver && !isCleared
    }

    /// More than a seventh of it is missing, and nothing was sent after that.
    private func isCut(_ reply: ReplyOnLine, on line: PhoneConnection) -> Bool {
        let item = item(reply)
        guard let sent = line.lastBridgeMessage, let first = item.first.time, item.milliseconds >= 1_000,
            sent < item.last, line.ended.map({ $0 > item.last }) ?? true
        else { return false }
        let accepted = line.media.milliseconds - line.media.trace.position(at: first - 0.06)
        return accepted < item.milliseconds * 0.85
    }
}

extension ModelConnection {
    /// The client did something else than to send the caller's audio: its reader is alive.
    fileprivate func hasActed(after moment: Moment) -> Bool {
        requests.contains { $0.moment > moment } || clientItems.contains { $0.moment > moment }
            || updates.contains { $0.moment > moment } || cancels.contains { $0.moment > moment }
            || truncates.contains { $0.moment > moment } || clears.contains { $0.moment > moment }
            || clientCommits.contains { $0.moment > moment }
    }
}

extension Timeline {
    /// - Parameter words: about the amount of audio and the number of replies.
    func sighting(
        _ pattern: WithheldReplies.Pattern, _ words: (_ seconds: String, _ replies: String) -> String
    ) -> Sighting? {
        let hits = withheldReplies.filter { $0.pattern == pattern }
        guard !hits.isEmpty else { return nil }
        let lost = hits.flatMap(\.lost)
        let seconds = lost.map { item($0).milliseconds }.reduce(0, +) / 1_000
        var evidence: [Evidence] = []
        for hit in hits.prefix(3) {
            if let sign = hit.lastSign { evidence.append(sign.evidence("the bridge's last message to the carrier")) }
            for reply in hit.lost.prefix(4) {
                let item = item(reply)
                let amount = Timeline.words(seconds: item.milliseconds / 1_000)
                evidence.append(item.first.evidence("the model sends \(amount) of audio in \(item.deltas) deltas"))
            }
        }
        let count = lost.count == 1 ? "one reply" : "\(lost.count) replies"
        return Sighting(
            words(Timeline.words(seconds: seconds), count), evidence: evidence.sorted { $0.frame < $1.frame },
            turns: turnNumbers(lost), brokenAt: hits.compactMap(\.lastSign).min() ?? lost.map { item($0).first }.min())
    }
}

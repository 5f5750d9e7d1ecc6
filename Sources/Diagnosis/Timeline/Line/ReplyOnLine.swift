/// Where the items of the model's replies are in the audio that the carrier was sent: passed on in the order they came,
/// behind what was sent before, unless a `clear` threw that away. True of bridges that send at once and of those that pace.
struct ReplyOnLine: Sendable {
    /// Indices into ``Timeline/calls``, ``Timeline/phones`` and ``Timeline/connections``.
    var call: Int
    var phone: Int
    var connection: Int
    /// Index into ``ModelConnection/replyItems``.
    var item: Int
    /// Positions of the phone's accepted audio, milliseconds. What was thrown away or never sent is counted as if it had been.
    var fromMs: Double
    var toMs: Double
    /// Of a bridge that passes on at once or paces from a queue: what of it was accepted before a `clear` or the end, at most.
    var sentToMs: Double
    /// Next to nothing was accepted from its first delta to the next item's.
    var isLost: Bool
}

extension Timeline {
    /// Of every call with both legs, in the order of their first deltas.
    var repliesOnLine: [ReplyOnLine] { calls.indices.flatMap(repliesOnLine(ofCall:)) }

    private func repliesOnLine(ofCall number: Int) -> [ReplyOnLine] {
        guard hasTimes else { return [] }
        var sent: [(connection: Int, item: Int, moment: Moment)] = []
        for connection in calls[number].connections {
            for (index, item) in connections[connection].replyItems.enumerated() {
                sent.append((connection, index, item.first))
            }
        }
        sent.sort { $0.moment < $1.moment }
        /// Of each phone connection, where what was queued ends, and how many clears have passed.
        var queues: [Int: (end: Double, clears: Int)] = [:]
        var replies: [ReplyOnLine] = []
        for (place, piece) in sent.enumerated() {
            guard let phone = phone(ofCall: number, at: piece.moment), let began = piece.moment.time else { continue }
            let line = phones[phone]
            let item = connections[piece.connection].replyItems[piece.item]
            var queue = queues[phone] ?? (0, 0)
            while queue.clears < line.clears.count, line.clears[queue.clears].moment < piece.moment {
                queue.end = min(queue.end, line.clears[queue.clears].atMs)
                queue.clears += 1
            }
            // The line was silent before it came: what is missing of the last one was never sent.
            if line.playback.playedMs(from: began - 0.3, to: began) < 1 {
                queue.end = min(queue.end, line.media.position(at: began - 0.01))
            }
            let next = sent[(place + 1)...].first { self.phone(ofCall: number, at: $0.moment) == phone }
            let until = next?.moment.time ?? .infinity
            // The trace is as fine as a twentieth of a second; what came just before counts in the item's favour.
            let accepted = line.media.position(at: until) - line.media.position(at: began - 0.06)
            let isLost = accepted < min(60, item.milliseconds / 4)
            let from = max(queue.end, line.media.position(at: began - 0.01))
            // One before its first media takes nothing of it.
            let clear = line.clears.first {
                $0.moment > piece.moment && $0.atMs < from + item.milliseconds && (isLost || $0.atMs > from + 0.5)
            }
            let to = from + item.milliseconds
            let limit = min(clear?.atMs ?? .infinity, line.media.milliseconds)
            replies.append(
                ReplyOnLine(
                    call: number, phone: phone, connection: piece.connection, item: piece.item, fromMs: from, toMs: to,
                    sentToMs: max(from, min(to, limit)), isLost: isLost))
            if !isLost { queue.end = to }
            queues[phone] = queue
        }
        return replies
    }

    /// The phone connection of a call that was open at a moment.
    func phone(ofCall number: Int, at moment: Moment) -> Int? {
        calls[number].phones.last { phones[$0].first < moment && phones[$0].ended.map { $0 > moment } ?? true }
    }

    func item(_ reply: ReplyOnLine) -> ModelConnection.ReplyItem {
        connections[reply.connection].replyItems[reply.item]
    }

    func response(_ reply: ReplyOnLine) -> ResponseTrace {
        connections[reply.connection].responses[item(reply).response]
    }

    /// Numbers of the turns that these replies belong to.
    func turnNumbers(_ replies: [ReplyOnLine]) -> [Int] {
        turnNumbers(replies.map { ($0.connection, item($0).response) })
    }
}

extension BridgeMedia {
    /// Milliseconds accepted by a time; all of them where that is never.
    fileprivate func position(at seconds: Double) -> Double {
        seconds.isFinite ? trace.position(at: seconds) : milliseconds
    }
}

extension PhoneConnection {
    /// Milliseconds of accepted audio that had been played or thrown away at a time.
    func head(at seconds: Double) -> Double {
        let next = playback.stretches.firstIndexAfter { $0.start <= seconds }
        let played = next > 0 ? playback.stretches[next - 1].position(at: seconds) : 0
        let after = clears.firstIndexAfter { ($0.moment.time ?? 0) <= seconds }
        return max(played, after > 0 ? clears[after - 1].atMs : 0)
    }

    /// All that the bridge said is in the capture and could be judged.
    var isWhole: Bool { cutMessages == 0 }
}

/// For a while the bridge neither reads nor writes, on either leg; then all that has piled up passes in a burst.
struct EventLoopBlocked: FailureMode {
    static let about = About(
        id: "event-loop-blocked",
        title: "the bridge stands still, and then passes everything in a burst",
        hears: "Late answers, choppy speech, interruptions that come too late.",
        evidence:
            "half a second or more without an append and without a message to the carrier, while the carrier sends the caller's audio; then that audio in a burst",
        tellsApart:
            "Both legs stand still together, and nothing is lost. A gap in the carrier's own frames is the network's; with tool-blocks-audio-loop it is a function that is waited for",
        causes: [
            "a blocking call in the asynchronous loop: sound device, database, HTTP, sleep",
            "heavy work on the loop's thread: resampling in pure Python, logging of payloads, garbage collection",
            "a result of another thread is waited for",
        ],
        remedy:
            "Move what blocks to a thread or an executor, and measure the loop's lag: a timer of 100 ms that says how late it is.",
        atFault: .bridge,
        source: "catalogue: event-loop-blocked",
        stage: .bridge
    )

    private struct Hit {
        var connection: Int
        var gap: Gaps.Gap
        var seconds: Double
    }

    func examine(_ call: Timeline) -> Sighting? {
        guard call.hasTimes else { return nil }
        let hits: [Hit] = call.calls.flatMap { one in
            one.phones.flatMap { phone in
                one.connections.flatMap { self.hits(call.phones[phone], call.connections[$0], $0, call.speed) }
            }
        }
        // One hiccup may be the machine's.
        guard let worst = hits.max(by: { $0.seconds < $1.seconds }), hits.count >= 2 || worst.seconds >= 1 else {
            return nil
        }
        return Sighting(
            "the bridge stood still for \(Timeline.words(seconds: worst.seconds)) and then sent what had piled up"
                + (hits.count > 1 ? " (\(hits.count) times)" : ""),
            evidence: hits.prefix(4).flatMap { hit in
                [hit.gap.from.evidence("the last append before it"), hit.gap.to.evidence("the first one of the burst")]
            }, brokenAt: hits.first?.gap.from)
    }

    private func hits(_ line: PhoneConnection, _ connection: ModelConnection, _ index: Int, _ speed: Double) -> [Hit] {
        connection.clientGaps.gaps.compactMap { gap in
            guard let seconds = gap.seconds, seconds >= 0.5, let from = gap.from.time, let to = gap.to.time,
                connection.appendTrace.milliseconds > 0, isQuiet(line, gap)
            else { return nil }
            let length = seconds * 1_000 * speed
            let came = line.callerTrace.position(at: to) - line.callerTrace.position(at: from + 0.06)
            let middle = connection.appendTrace.position(at: (from + to) / 2)
            let burst = connection.appendTrace.position(at: to + 0.1) - middle
            return came >= length * 0.7 && burst >= length * 0.6
                ? Hit(connection: index, gap: gap, seconds: seconds) : nil
        }
    }

    /// Nothing was sent to the carrier during the gap either, but at its edges.
    private func isQuiet(_ line: PhoneConnection, _ gap: Gaps.Gap) -> Bool {
        guard let first = line.firstBridgeMessage, let last = line.lastBridgeMessage else { return true }
        let (from, to) = ((gap.from.time ?? 0) + 0.1, (gap.to.time ?? 0) - 0.1)
        if (first.time ?? 0) >= to || (last.time ?? 0) <= from { return true }
        return line.bridgeGaps.gaps.contains { ($0.from.time ?? .infinity) <= from && ($0.to.time ?? 0) >= to }
    }
}

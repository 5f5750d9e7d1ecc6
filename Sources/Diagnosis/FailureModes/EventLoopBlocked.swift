/// The bridge stands still: nothing is read, nothing is sent, on either leg; then everything comes at once.
struct EventLoopBlocked: FailureMode {
    static let about = About(
        id: "event-loop-blocked",
        title: "the bridge stands still now and then, on both legs at once",
        hears: "Answers come late, speech stutters, interruptions are honoured a second too late.",
        evidence:
            "for 500 ms and more nothing is sent to the model nor to the carrier, though the caller's audio goes on; then what has piled up is sent within a twentieth of a second; twice, or once for a second and more",
        tellsApart:
            "Both legs pause at once, and the pause ends in a burst of the caller's audio. With tool-blocks-audio-loop it lasts exactly as long as a function; with a network that stalls the carrier's own messages pause, too",
        causes: [
            "a blocking call in the loop: a sound device, a database, an HTTP request, future.result()",
            "heavy logging or transcoding in the loop", "garbage collection, or a machine without a free core",
        ],
        remedy:
            "Move what blocks to a thread or an executor, put work that can wait behind the call, and log when the loop is late.",
        atFault: .bridge,
        source: "catalogue: event-loop-blocked",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        guard call.isInRealTime else { return nil }
        for one in call.calls {
            let pauses = one.connections.flatMap { index in
                one.phones.flatMap { call.pauses(of: call.connections[index], call.phones[$0]) }
            }
            guard let longest = pauses.compactMap(\.seconds).max(), pauses.count >= 2 || longest >= 1 else { continue }
            return Sighting(
                "\(pauses.count == 1 ? "once" : "\(pauses.count) times") nothing was read or sent on either leg for up to \(Timeline.words(seconds: longest)), and then \(pauses.map(\.burst).max() ?? 0) messages within a twentieth of a second",
                evidence: pauses.prefix(4).flatMap { pause in
                    [pause.from.evidence("the last append"), pause.to.evidence("the next append, and the backlog")]
                })
        }
        return nil
    }
}

extension Timeline {
    /// Pauses of the caller's audio to the model that end in a burst, while the carrier went on and heard nothing.
    fileprivate func pauses(of connection: ModelConnection, _ line: PhoneConnection) -> [Gaps.Gap] {
        guard let began = connection.appended.first else { return [] }
        return connection.clientGaps.gaps.filter { gap in
            guard let seconds = gap.seconds, seconds >= 0.5, gap.from >= began,
                let from = gap.from.time, let to = gap.to.time
            else { return false }
            // Fifty frames a second have piled up; half of them are enough where they are put together.
            guard Double(gap.burst) >= seconds * 25 else { return false }
            let carrierPaused = line.carrierGaps.gaps.contains { overlap($0, from, to) > seconds / 2 }
            let bridgePaused =
                line.bridgeGaps.gaps.contains { overlap($0, from, to) > seconds * 0.8 }
                || line.lastBridgeMessage?.time.map { $0 <= from + 0.05 } ?? true
                || line.firstBridgeMessage?.time.map { $0 >= to } ?? true
            return !carrierPaused && bridgePaused
        }
    }

    private func overlap(_ gap: Gaps.Gap, _ from: Double, _ to: Double) -> Double {
        guard let start = gap.from.time, let end = gap.to.time else { return 0 }
        return max(0, min(end, to) - max(start, from))
    }
}

/// What is meant for one caller is sent to another.
struct GlobalStateCrossTalk: FailureMode {
    static let about = About(
        id: "global-state-cross-talk",
        title: "one call's audio is sent to another call",
        hears: "With two calls at once one caller hears nothing, and the other hears both.",
        evidence:
            "replies of one call's model of which its own carrier was sent nothing, and at the same time as much more than its own on another call's stream; or the streamSid of another call of the capture",
        tellsApart: "Another call gets it. With start-event-swallowed nobody does; with one call alone all is well",
        causes: [
            "the carrier's socket, streamSid or the model's socket is a variable of the module",
            "a class attribute in place of one of the instance", "a handler that closes over the newest connection",
        ],
        remedy:
            "Make one object for each connection that holds both sockets and streamSid, and test with two calls at once.",
        atFault: .bridge,
        source: "catalogue: global-state-cross-talk",
        stage: .bridge
    )

    /// Shows only when calls are held against each other.
    static let looksAtWholeCapture = true

    func examine(_ call: Timeline) -> Sighting? {
        guard call.calls.count(where: { !$0.phones.isEmpty }) >= 2 else { return nil }
        return foreignStream(call) ?? foreignAudio(call)
    }

    private func foreignStream(_ call: Timeline) -> Sighting? {
        for (number, line) in call.phones.enumerated() {
            guard let complaint = line.complaint("stale-streamsid"), complaint.dropped > 0 else { continue }
            let other = call.phones.indices.first { index in
                index != number && call.phones[index].starts.contains { complaint.detail.contains($0.streamSid) }
            }
            guard let other else { continue }
            return Sighting(
                "\(complaint.dropped) messages on \(line.name) name the stream of \(call.phones[other].name)",
                evidence: complaint.moments.map { $0.evidence(complaint.detail) })
        }
        return nil
    }

    private func foreignAudio(_ call: Timeline) -> Sighting? {
        let all = call.repliesOnLine
        let lost = call.withheldReplies.flatMap(\.lost).filter(\.isLost)
        var evidence: [Evidence] = []
        var pairs: Set<[Int]> = []
        for reply in lost {
            let item = call.item(reply)
            guard let from = item.first.time, let to = item.last.time else { continue }
            for (index, line) in call.phones.enumerated() where index != reply.phone {
                func sent(_ trace: AudioTrace) -> Double {
                    trace.position(at: to + 0.5) - trace.position(at: from - 0.06)
                }
                let models = Set(all.filter { $0.phone == index }.map(\.connection))
                let own = models.map { sent(call.connections[$0].replyTrace) }.reduce(0, +)
                guard sent(line.media.trace) - own >= item.milliseconds * 0.8 else { continue }
                pairs.insert([reply.phone, index])
                evidence.append(item.first.evidence("audio for \(call.phones[reply.phone].name), sent to \(line.name)"))
            }
        }
        guard let pair = pairs.min(by: { $0.lexicographicallyPrecedes($1) }), evidence.count >= 2 else { return nil }
        return Sighting(
            "replies for \(call.phones[pair[0]].name) went to \(call.phones[pair[1]].name)",
            evidence: Array(evidence.sorted { $0.frame < $1.frame }.prefix(10)))
    }
}

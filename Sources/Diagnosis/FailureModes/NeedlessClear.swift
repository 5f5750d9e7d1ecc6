/// The bridge takes its own reply back, and nobody has interrupted it.
struct NeedlessClear: FailureMode {
    static let about = About(
        id: "needless-clear",
        title: "the carrier is told to drop a reply that nobody interrupted",
        hears: "Replies break off or are full of holes, though the caller has said nothing.",
        evidence:
            "clear that throws away 100 ms and more of the newest reply, while the caller had said nothing and pressed no key since that reply began, and it was not cancelled; 300 ms and more in all",
        tellsApart:
            "The audio was accepted by the carrier and taken back. With tail-audio-cut it was never sent; with noise-triggers-turns the service heard somebody",
        causes: [
            "clear at response.done or response.output_audio.done: the carrier plays for long after that",
            "clear before every delta or every frame, to begin with an empty buffer",
            "a voice detector of the bridge's own that takes noise, or the bridge's own voice, for the caller",
        ],
        remedy:
            "Send clear when the caller begins to speak over a reply, and at no other time: what is sent to the carrier is played in order, and a new reply needs no empty buffer.",
        atFault: .bridge,
        source: "Twilio Media Streams, clear",
        stage: .bridge
    )

    /// Milliseconds at one place, and in all.
    private static let least = 100.0
    private static let most = 300.0

    func examine(_ call: Timeline) -> Sighting? {
        guard call.hasTimes else { return nil }
        var hits: [(clear: PhoneConnection.Clear, ms: Double, item: ModelConnection.ReplyItem)] = []
        for one in call.calls {
            for line in one.phones.map({ call.phones[$0] }) {
                hits += line.clears.compactMap { clear in
                    taken(by: clear, on: line, one, call).map { (clear, $0.ms, $0.item) }
                }
            }
        }
        let sum = hits.reduce(0) { $0 + $1.ms }
        guard sum >= Self.most, let first = hits.first else { return nil }
        let times = hits.count == 1 ? "one clear" : "\(hits.count) clears"
        return Sighting(
            "\(times) threw away \(Timeline.words(milliseconds: sum)) of replies while the caller was silent",
            evidence: hits.prefix(5).flatMap { hit in
                [hit.item.first.evidence("the reply \(hit.item.id) begins"), hit.clear.evidence]
            }, brokenAt: first.clear.moment)
    }

    /// What a clear took of the newest reply, where nothing had asked for that.
    private func taken(
        by clear: PhoneConnection.Clear, on line: PhoneConnection, _ one: Call, _ call: Timeline
    ) -> (ms: Double, item: ModelConnection.ReplyItem)? {
        guard let time = clear.moment.time, clear.droppedMs >= Self.least, clear.repeatedMs < clear.droppedMs / 2,
            line.ended.map({ clear.moment < $0 }) ?? true
        else { return nil }
        var newest: (item: ModelConnection.ReplyItem, connection: Int)?
        for index in one.connections {
            let connection = call.connections[index]
            if connection.ending.map({ $0.moment < clear.moment }) ?? false { return nil }
            if let item = connection.replyItems.last(where: { $0.first < clear.moment }),
                newest.map({ $0.item.first < item.first }) ?? true
            {
                newest = (item, index)
            }
        }
        guard let newest, let began = newest.item.first.time,
            // Somebody listened to the caller: this log, or the service.
            line.caller.isMeasured || one.connections.contains(where: { !call.connections[$0].segments.isEmpty }),
            !call.connections[newest.connection].responses[newest.item.response].isCancelled
        else { return nil }
        // The turn that it answers was over a little before.
        func isDuring(_ moment: Moment, until end: Moment? = nil) -> Bool {
            let (start, end) = (moment.time ?? time, end?.time ?? moment.time ?? time)
            return start <= time + 0.3 && end >= began + 0.1
        }
        guard !line.caller.bursts.contains(where: { isDuring($0.started, until: $0.ended) }),
            !line.digits.contains(where: { isDuring($0.moment) }),
            !one.connections.contains(where: { index in
                call.connections[index].segments.contains { isDuring($0.started, until: $0.end ?? clear.moment) }
            })
        else { return nil }
        let own = clear.atMs - line.media.trace.position(at: began - 0.06)
        let ms = min(clear.droppedMs, own)
        return ms >= Self.least ? (ms, newest.item) : nil
    }
}

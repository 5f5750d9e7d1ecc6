import TelephonyProtocol

/// The assistant speaks before the stream has a name.
struct EarlyAudioBeforeStart: FailureMode {
    static let about = About(
        id: "early-audio-before-start",
        title: "audio is sent before the stream has started",
        hears: "The first words or the whole greeting are missing; later replies are heard.",
        evidence:
            "media to the carrier before its start; or audio of the model that came before start and was never passed on, while later replies are",
        tellsApart:
            "Only what came before start is lost. With twilio-missing-streamsid later replies are lost as well",
        causes: [
            "the model is opened and asked to greet while start is still to come",
            "connected is taken for start, which comes later and brings streamSid",
            "nothing is kept for a stream that has no name yet",
        ],
        remedy: "Ask for the greeting when both session.updated and start have come, or keep its audio until start.",
        atFault: .bridge,
        source: "catalogue: early-audio-before-start; Twilio Media Streams, start",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        if let sent = call.complaints(
            [.beforeStart], { "\($0.amount), sent before start\($0.code)" },
            harms: { complaint, _ in complaint.dropped > 0 && complaint.droppedMs > 0 })
        {
            return sent
        }
        let hits = call.repliesOnLine.filter { reply in
            let line = call.phones[reply.phone]
            guard let start = line.starts.first?.moment, line.isWhole, !line.isListenOnly,
                line.media.messages > 0, call.item(reply).last < start, call.item(reply).milliseconds >= 300
            else { return false }
            return reply.isLost && !call.response(reply).isCancelled
        }
        guard let first = hits.first, let start = call.phones[first.phone].starts.first?.moment else { return nil }
        let amount = hits.map { call.item($0).milliseconds }.reduce(0, +)
        return Sighting(
            "\(Timeline.words(seconds: amount / 1_000)) of audio came from the model before start and was never passed on",
            evidence: hits.prefix(4).map { call.item($0).first.evidence("audio of \(call.item($0).id)") }
                + [start.evidence("start")],
            turns: call.turnNumbers(hits))
    }
}

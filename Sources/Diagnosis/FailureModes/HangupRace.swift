/// The goodbye has been generated, and the bridge hangs up before it has been heard.
struct HangupRace: FailureMode {
    static let about = About(
        id: "hangup-race",
        title: "the bridge hangs up while its last words are still being played",
        hears: "The goodbye is cut off in the middle.",
        evidence:
            "a close of the bridge, or the end of its connection, while 300 ms and more of a reply that is complete have not been played; the caller was silent, and the service had not ended its connection",
        tellsApart:
            "The reply was complete and on its way. With bridge-closes-twilio-socket something else was going on: a turn, a reply that was still being made",
        causes: [
            "response.done, or the end of the transcript, is taken for the end of the goodbye",
            "audio is generated several times faster than it is heard, and nobody waits for the mark",
        ],
        remedy:
            "Send a mark behind the last item, and hang up when it has come back, or after the rest of the audio and some seconds.",
        atFault: .bridge,
        source: "catalogue: hangup-race; Twilio Media Streams, mark",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for one in call.calls {
            for line in one.phones.map({ call.phones[$0] }) where line.playback.isTimed {
                guard let ending = line.ending, ending.byBridge, ending.failure == nil,
                    !line.stops.contains(where: { $0 < ending.moment }), line.playback.unplayedMs >= 300,
                    let last = line.media.last, !call.isBusy(one, at: ending.moment),
                    call.programExit(at: ending.moment) == nil
                else { continue }
                let left = Timeline.words(seconds: line.playback.unplayedMs / 1_000)
                return Sighting(
                    "the bridge hung up with \(left) of its last words unplayed",
                    evidence: [last.evidence("the last media"), ending.moment.evidence(ending.text)],
                    brokenAt: ending.moment)
            }
        }
        return nil
    }
}

extension Timeline {
    /// The caller speaks, a reply is being made, or the service has gone: then it is not about a goodbye.
    fileprivate func isBusy(_ one: Call, at moment: Moment) -> Bool {
        one.connections.contains { index in
            let connection = connections[index]
            let isGone = connection.ending.map { $0.byServer && $0.moment < moment } ?? false
            let isSpoken = connection.segments.contains { $0.started < moment && ($0.end.map { $0 > moment } ?? true) }
            let last = connection.responses.last { $0.first < moment }
            let hasFailed = last?.status == "failed"
            return isGone || isSpoken || hasFailed || connection.activeResponse(at: moment) != nil
        }
    }
}

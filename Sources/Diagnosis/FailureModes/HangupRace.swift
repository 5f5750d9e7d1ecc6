/// The bridge hangs up while its last words are still to be played.
struct HangupRace: FailureMode {
    static let about = About(
        id: "hangup-race",
        title: "the bridge hangs up before its last words were heard",
        hears: "The goodbye is cut in the middle of a word, or not heard at all.",
        evidence:
            "a close of the bridge while the carrier still has more than 400 ms of a finished reply to play, which nobody interrupted",
        tellsApart:
            "The reply was generated to its end. With bridge-closes-twilio-socket a turn was still going on; with tail-audio-cut the end of it was never sent",
        causes: [
            "the call is ended on response.done or response.output_audio.done",
            "the tool that ends the call does so at once, though the model says goodbye as well",
            "a timer is started when the last delta comes, and not when it has been played",
        ],
        remedy:
            "Send a mark behind the last chunk, and close when its echo has come, with a limit for the case that it does not.",
        atFault: .bridge,
        source: "catalogue: hangup-race; Twilio Media Streams, mark",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for one in call.calls {
            for line in one.phones.map({ call.phones[$0] }) {
                guard let ending = line.ending, ending.byBridge, !line.stops.contains(where: { $0 < ending.moment }),
                    line.playback.isTimed, line.playback.unplayedMs >= 400 * max(1, call.speed),
                    let last = line.media.last, let reply = finished(one, call, by: ending.moment)
                else { continue }
                let unheard = Timeline.words(seconds: line.playback.unplayedMs / 1_000)
                return Sighting(
                    "the bridge hung up (\(ending.text)) when \(unheard) of its last reply was still to be played",
                    evidence: (reply.doneEvidence + [
                        last.evidence("the last media"), ending.moment.evidence(ending.text),
                    ]).sorted { $0.frame < $1.frame }, brokenAt: ending.moment)
            }
        }
        return nil
    }

    /// The reply that was playing: the newest one with audio, if it is done and the caller is silent.
    private func finished(_ one: Call, _ call: Timeline, by moment: Moment) -> ResponseTrace? {
        var newest: ResponseTrace?
        for connection in one.connections.map({ call.connections[$0] }) {
            guard connection.activeResponse(at: moment) == nil,
                !connection.segments.contains(where: { $0.started < moment && ($0.end.map { $0 > moment } ?? true) }),
                // The service was first: then it is not the bridge that could not wait.
                connection.ending.map({ !$0.byServer || $0.moment > moment }) ?? true
            else { return nil }
            if let last = connection.responses.last(where: { $0.audio.deltas > 0 && $0.first < moment }),
                newest.map({ $0.first < last.first }) ?? true
            {
                newest = last
            }
        }
        guard let newest, newest.isCompleted, newest.done.map({ $0 < moment }) ?? false else { return nil }
        return newest
    }
}

/// An event that the client does not know, and a client that does nothing any more; or one that no client can know what to do with.
struct UnknownEventCrash: FailureMode {
    static let about = About(
        id: "unknown-event-crash",
        title: "an event that the client cannot know stopped it, or stood where it needed another",
        hears:
            "Everything stops in the middle of the call, or one thing never works, for no reason that the service gives.",
        evidence:
            "an event of a type that is in no reference, or without a type, and then: the client's close within a second while something went on; or no more of the client's audio, which had flowed, for 5 s on an open connection; or replies whose audio no longer goes to the carrier, as it did before. Or, in a capture of ours, whatever the client does: an event that is due is missing and one of unknown type with its fields is there; messages that are no JSON; audio deltas that are no base64; the other dialect's names; events of responses that were never created; a commit of another item than the one that was spoken",
        tellsApart:
            "The last thing that the service said before the client fell silent is that event; with benign-error-fatal it is an error. With response-never-done and response-never-created the event is missing, and nothing odd is there in its place; with openai-socket-closed-mid-call the connection ends; with network-instability it is the frames that are broken, not what they hold",
        causes: [
            "no default branch where events are told apart", "a field that is read without being there",
            "a schema that changed",
            "a gateway, a proxy or a server that imitates the protocol renames, rewrites or cuts events",
        ],
        remedy:
            "Ignore what is not known: never raise in the reader, and log the event's type. Where the service's own events are odd, connect past the gateway and compare, and report the quoted frames to whoever runs it.",
        atFault: .bridgeOrService,
        source: "catalogue: unknown-event-crash; event invariants I1, I3, I45, I66, I75, I88",
        refines: ["reader-task-died", "delta-not-enqueued"],
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? { stoppedClient(call) ?? call.oddEvents() }

    private func stoppedClient(_ call: Timeline) -> Sighting? {
        for (index, connection) in call.connections.enumerated() {
            for stranger in connection.strangers {
                let moment = stranger.moment
                let name = stranger.type.isEmpty ? "an event without a type" : "the event \(stranger.type)"
                if let ending = connection.ending, !ending.byServer, ending.moment > moment,
                    ending.moment.seconds(since: moment) ?? 9 <= 1, let activity = call.activity(atEndOf: index)
                {
                    return Sighting(
                        "the client ended the connection \(Timeline.words(seconds: ending.moment.seconds(since: moment) ?? 0)) after \(name), during \(activity.words)",
                        evidence: [moment.evidence(name)] + activity.evidence + [ending.evidence],
                        turns: activity.turns, brokenAt: moment)
                }
                if let deaf = deafness(of: index, since: moment, name, call) { return deaf }
                guard let last = connection.lastClientEvent, let audio = connection.appended.last, audio <= last,
                    last.seconds(since: moment) ?? 9 <= 0.5, moment.seconds(since: audio) ?? 9 <= 0.5,
                    call.patience[index].elapsed(since: moment) >= 5
                else { continue }
                return Sighting(
                    "after \(name) the client sent nothing any more, where its audio had flowed until then",
                    evidence: [audio.evidence("the last append"), moment.evidence(name)], brokenAt: moment)
            }
        }
        return nil
    }

    /// Audio of replies still comes, and nothing of it goes to the caller, as it did before.
    private func deafness(of index: Int, since moment: Moment, _ name: String, _ call: Timeline) -> Sighting? {
        let connection = call.connections[index]
        let later = connection.replyItems.filter { $0.first > moment }
        guard later.reduce(0, { $0 + $1.milliseconds }) >= 500,
            let one = call.calls.first(where: { $0.connections.contains(index) }), one.connections.count == 1
        else { return nil }
        let phones = one.phones.map { call.phones[$0] }
        guard let before = phones.compactMap(\.media.first).min(), before < moment,
            let last = phones.compactMap(\.media.last).max(),
            last < moment || last.seconds(since: moment) ?? 9 < 0.2
        else { return nil }
        return Sighting(
            "after \(name) nothing was sent to the caller any more, though the model spoke on",
            evidence: [last.evidence("the last media"), moment.evidence(name)]
                + later.prefix(2).map { $0.first.evidence("audio of \(connection.responses[$0.response].id)") },
            turns: call.turnNumbers(later.map { (index, $0.response) }), brokenAt: moment)
    }
}

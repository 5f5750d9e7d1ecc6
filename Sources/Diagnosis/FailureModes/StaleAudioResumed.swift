/// The old reply is kept, and goes on when the caller is silent again.
struct StaleAudioResumed: FailureMode {
    static let about = About(
        id: "stale-audio-resumed",
        title: "the old reply goes on after the interruption",
        hears: "The assistant finishes its old sentence and then answers.",
        evidence:
            "an interruption that silences the line, and afterwards what clear had thrown away again, to the byte; or the rest of the reply, before any audio of a newer response has come from the model",
        tellsApart:
            "It comes when the caller is silent again. With late-deltas-played it never stopped; a sound of the bridge's own is not what was sent before",
        causes: [
            "playback is paused and resumed instead of dropped, as a second judge of turns beside the service's",
            "a timer takes the interruption for a cough and goes on",
            "the queue is put aside at speech_started and put back at speech_stopped",
        ],
        remedy:
            "What was interrupted is over: drop it, send conversation.item.truncate, and let the service's next response follow.",
        atFault: .bridge,
        source: "catalogue: stale-audio-resumed; OpenAI Realtime, turn detection",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        let hits = call.noticedInterruptions.filter { hit in
            let line = call.phones[hit.reply.phone]
            guard !hit.wasResumed, let clear = hit.clear.map({ line.clears[$0] }) else { return hit.wasResumed }
            let least = 300 * call.slack
            // What had been thrown away comes again, whatever else comes between.
            if clear.repeatedMs >= least, call.surplus(after: clear, on: hit.reply) >= clear.repeatedMs * 0.7 {
                return true
            }
            // A bridge may play a sound of its own while it waits: that is no rest of a reply.
            let unsent = hit.reply.toMs - hit.reply.sentToMs
            return hit.afterClearMs >= least && call.waitedForSilence(hit) && unsent >= hit.afterClearMs * 0.8
        }
        return call.oldAudio(hits) { _ in
            let most = hits.map { hit in
                let again = hit.clear.map { call.phones[hit.reply.phone].clears[$0].repeatedMs } ?? 0
                return max(again, hit.afterClearMs, hit.talkedOverMs - hit.overSpeechMs)
            }
            return
                "\(NoticedInterruption.words(most.max() ?? 0)) of the interrupted reply came again after the caller had spoken"
        }
    }
}

extension Timeline {
    /// Milliseconds by which the bridge sent more after a clear, up to the next one, than the model gave it: a model may say the
    /// same again, and then it is passed on once.
    fileprivate func surplus(after clear: PhoneConnection.Clear, on reply: ReplyOnLine) -> Double {
        let line = phones[reply.phone]
        let next = line.clears.first { $0.moment > clear.moment }
        let sent = (next?.atMs ?? line.media.milliseconds) - clear.atMs
        guard let from = clear.moment.time else { return 0 }
        let given = calls[reply.call].connections.map { index in
            let trace = connections[index].replyTrace
            let end = (next?.moment.time).map { trace.position(at: $0) } ?? trace.milliseconds
            return end - trace.position(at: from)
        }
        return sent - given.reduce(0, +)
    }
}

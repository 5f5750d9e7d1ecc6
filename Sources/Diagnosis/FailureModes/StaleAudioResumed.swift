/// The old reply is kept, and goes on when the caller is silent again.
struct StaleAudioResumed: FailureMode {
    static let about = About(
        id: "stale-audio-resumed",
        title: "the old reply goes on after the interruption",
        hears: "The assistant finishes its old sentence and then answers.",
        evidence:
            "an interruption that silences the line, and after the caller's last word the same audio again, or the rest of it, before any audio of a newer response has come from the model",
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
            guard !hit.wasResumed else { return true }
            guard hit.afterClearMs >= 300 * max(1, call.speed), call.waitedForSilence(hit), let clear = hit.clear
            else { return false }
            // A bridge may play a sound of its own while it waits: then it is neither a repetition nor a rest.
            let line = call.phones[hit.reply.phone]
            let unsent = hit.reply.toMs - hit.reply.sentToMs
            return line.clears[clear].repeatedMs >= 200 || unsent >= hit.afterClearMs * 0.8
        }
        return call.oldAudio(hits) { _ in
            let most = hits.map { max($0.afterClearMs, $0.talkedOverMs - $0.overSpeechMs) }.max() ?? 0
            return
                "\(NoticedInterruption.words(most)) of the interrupted reply was played when the caller was silent again"
        }
    }
}

/// A reply that is generated to its end is taken for one that is heard to its end.
struct ClearSkippedWhenDone: FailureMode {
    static let about = About(
        id: "clear-skipped-when-done",
        title: "a reply that is fully generated cannot be interrupted",
        hears: "Long answers cannot be stopped: the assistant talks on over the caller.",
        evidence:
            "response.done, then speech_started while the carrier still plays that reply, and neither clear within 1 s nor conversation.item.truncate within 3 s",
        tellsApart:
            "The response was done. With no-clear-on-barge-in it was still being generated, or was truncated; with mark-bookkeeping-broken a mark stands behind nearly every chunk",
        causes: [
            "the state of the reply is reset on response.done or response.output_audio.done",
            "whether the assistant speaks is judged by the deltas that come, and not by what the carrier still plays",
            "an empty list of marks, or no active response, is taken for silence",
            "speech_started is not handled at all, and every reply of the call was generated before it was interrupted",
        ],
        remedy:
            "Decide by playback: keep what was sent and when, or wait for the echo of a mark behind the last chunk; until then send clear and conversation.item.truncate on speech_started.",
        atFault: .bridge,
        source: "catalogue: clear-skipped-when-done, playback-truth-lost; Twilio Media Streams, mark and clear",
        also: ["playback-truth-lost"],
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.talkedOver(
            call.unansweredInterruptions.filter {
                !$0.isGenerating && $0.truncates.isEmpty && !call.hasMarksBehindAll($0)
            })
    }
}

import SpeechAudio

/// The end of a reply is lost on its way to the carrier.
struct TailAudioCut: FailureMode {
    static let about = About(
        id: "tail-audio-cut",
        title: "the last words of a reply are lost",
        hears: "The last word is missing, though the transcript has it.",
        evidence:
            "the last 150 ms and more of speech of a reply that was not interrupted are in the deltas and not in the media",
        tellsApart: "All before it arrived; with unpaced-queue-drops the loss is inside the reply",
        causes: [
            "the bridge hangs up or flushes on response.done, not when the carrier has echoed its mark",
            "what was left over for a whole frame is thrown away",
            "deltas that arrive after response.output_audio.done are ignored",
        ],
        remedy:
            "Flush the remainder at response.output_audio.done, send a mark after it, and hang up only when the mark comes back.",
        atFault: .bridge,
        source: "catalogue: tail-audio-cut",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.lossSighting { losses in
            let tails = losses.filter { $0.isTail && !$0.isHead }
            return tails.count * 2 > losses.count ? tails : []
        } words: { lost, count in
            "the last \(lost) of \(count) never reached the carrier"
        }
    }
}

import SpeechAudio

/// The model speaks faster than real time, and the bridge's own queue throws away what does not fit.
struct UnpacedQueueDrops: FailureMode {
    static let about = About(
        id: "unpaced-queue-drops",
        title: "the bridge drops parts of what the model said",
        hears: "Speech jumps in mid-sentence, or sounds hurried.",
        evidence:
            "speech of a reply that was not interrupted is in the deltas and not in the media, and the reply goes on after it",
        tellsApart: "The loss is inside the reply; with tail-audio-cut it is its end",
        causes: [
            "a small queue in front of a sender that paces: the model sends several times faster than real time",
            "the oldest is dropped when the queue is full",
            "the sender stalls",
        ],
        remedy:
            "Send each delta at once, for the carrier buffers; or make the queue hold the longest reply (20 s and more) and never drop from it but after `clear`.",
        atFault: .bridge,
        source: "catalogue: unpaced-queue-drops",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.lossSighting { losses in
            let inside = losses.filter { !$0.isTail && !$0.isHead }
            return inside.reduce(0) { $0 + $1.stretch.milliseconds } >= 200
                && inside.count * 2 >= losses.count ? losses : []
        } words: { lost, count in
            "\(lost) of what the model said never reached the carrier, in the middle of \(count)"
        }
    }
}

import SpeechAudio

/// Deltas are cut into frames one by one, and what is left over is filled up or thrown out of step.
struct PartialFramesJitter: FailureMode {
    static let about = About(
        id: "partial-frames-jitter",
        title: "silence is put between the pieces of the model's speech",
        hears: "Stuttering: words have little holes.",
        evidence:
            "the carrier was sent silence in the middle of the model's words, at three places or more, which the deltas do not have",
        tellsApart: "Nothing is missing: what was put in makes the speech longer than it is",
        causes: [
            "each delta is cut into frames by itself, and the remainder is padded with silence",
            "a timer sends a frame of silence whenever its queue is empty for a moment",
            "a sample is split between two deltas",
        ],
        remedy:
            "Put deltas together before cutting them into frames of 20 ms (160 bytes), carry the remainder over to the next delta, and flush it once at the end of the reply.",
        atFault: .bridge,
        source: "catalogue: partial-frames-jitter",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for fidelity in call.fidelities {
            guard let result = fidelity.down.result, result.isReadAsDeclared,
                let fault = result.faults.first(where: { if case .gaps = $0 { true } else { false } }),
                case .gaps(let ms, let places) = fault, places >= 3
            else { continue }
            let evidence = result.gaps.prefix(5).compactMap { gap in
                gap.frame.map {
                    Evidence(
                        frame: $0, time: gap.time,
                        text:
                            "\(Timeline.words(milliseconds: gap.milliseconds)) of silence between two pieces of a word")
                }
            }
            return Sighting(
                "\(Timeline.words(milliseconds: ms)) of silence were put into the model's words, at \(places) places",
                evidence: evidence, turns: call.turns(of: fidelity.call))
        }
        return nil
    }
}

import SpeechAudio

/// µ-law in, µ-law out, and something in between that damages it.
struct DoubleTranscode: FailureMode {
    static let about = About(
        id: "double-transcode",
        title: "audio is decoded and encoded again on its way, and damaged",
        hears: "Clicks fifty times a second, as of a bad line, or muffled speech.",
        evidence:
            "the copy bends sharply at the border of every frame, 1.8 times and more sharper than anywhere else, and the original does not",
        tellsApart: "Words, speed and format are right; with partial-frames-jitter there is silence at the borders",
        causes: [
            "a resampler (audioop.ratecv, ffmpeg, scipy) is called for each frame anew and forgets its state",
            "both legs speak µ-law and a conversion is made all the same",
        ],
        remedy:
            "Negotiate audio/pcmu on the model leg and pass payloads through; where rates differ, keep one resampler and its state for each direction of a call.",
        atFault: .bridge,
        source: "catalogue: double-transcode",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for fidelity in call.fidelities {
            for (side, way) in [(Fidelity.Side.up, fidelity.up), (.down, fidelity.down)] {
                guard let result = way.result, result.isReadAsDeclared,
                    let fault = result.faults.first(where: { if case .seams = $0 { true } else { false } })
                else { continue }
                let first =
                    side == .up
                    ? call.firstAppends(of: fidelity.call, "the caller's audio")
                    : call.firstMedia(of: fidelity.call, "what the model said")
                return Sighting(
                    result.sentence(side, faults: [fault]), evidence: first, turns: call.turns(of: fidelity.call))
            }
        }
        return nil
    }
}

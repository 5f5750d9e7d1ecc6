import SpeechAudio

/// What comes out of the bridge is not what went in, in a way that no other mode names.
struct BridgeDamagesAudio: FailureMode {
    static let about = About(
        id: "bridge-damages-audio",
        title: "the bridge changes what it passes on",
        hears: "Distorted, faint, noisy or repeated speech, or something else altogether.",
        evidence:
            "held against its original, the copy is overdriven (1 % of its samples at full scale and the original's not), 20 dB louder or quieter, has noise within 15 dB of the speech that the original has not, says speech twice, plays at another speed, or is nothing like it",
        tellsApart: "Other modes name the cause; this one only measures",
        causes: [
            "gain is applied twice, or a sample is scaled to the wrong width",
            "frames are sent twice, or two tasks send the same ones",
            "a wrong rate on the way to the carrier",
        ],
        remedy: "Compare the samples before and after each step of the bridge with the measures that the report gives.",
        atFault: .bridge,
        source: "measured leg against leg",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for fidelity in call.fidelities {
            for (side, way) in [(Fidelity.Side.up, fidelity.up), (.down, fidelity.down)] {
                guard let result = way.result, let fault = result.faults.first(where: { Self.isUnnamed($0, side) })
                else {
                    continue
                }
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

    /// The others have modes of their own.
    private static func isUnnamed(_ fault: Fidelity.Fault, _ side: Fidelity.Side) -> Bool {
        switch fault {
        case .unlike, .clipped, .level, .noise: true
        case .repeated(let ms, _): ms >= 500
        case .speed: side == .down
        case .gaps(_, let places): side == .up && places >= 3
        // Single frames, again and again.
        case .missing(let ms, let places): side == .up && places >= 5 && ms / Double(places) < 60
        case .encoding, .seams: false
        }
    }
}

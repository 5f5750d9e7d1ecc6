import SpeechAudio

/// Deltas are cut into frames one by one, and what is left over is filled up or thrown out of step.
struct PartialFramesJitter: FailureMode {
    static let about = About(
        id: "partial-frames-jitter",
        title: "the model's speech is cut in the wrong places",
        hears: "Stuttering: words have little holes, or crackle.",
        evidence:
            "the carrier was sent silence in the middle of the model's words, at three places or more, which the deltas do not have; or it ran out of audio for a moment twenty times and more, in the middle of replies that the bridge had been given. Or deltas of PCM16 hold an odd number of bytes, so that who decodes them one by one has clicks, and who glues them together noise",
        tellsApart:
            "Nothing is missing: what was put in makes the speech longer than it is. With bridge-damages-audio the deltas are sound; half samples are in the service's own",
        causes: [
            "each delta is cut into frames by itself, and the remainder is padded with silence",
            "a timer sends a frame of silence whenever its queue is empty for a moment",
            "a sample is split between two deltas, or its other half is lost: by a gateway, or a server that imitates the protocol",
            "a timer that is slower than the audio: a sleep of 20 ms behind the work on each frame of 20 ms",
            "the next piece is sent only when the mark behind the last one has come back",
        ],
        remedy:
            "Put deltas together before cutting them into frames of 20 ms (160 bytes), carry the remainder over to the next delta, and flush it once at the end of the reply. Send at once, for the carrier buffers; or pace by absolute times, some frames ahead.",
        atFault: .bridgeOrService,
        source: "catalogue: partial-frames-jitter",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? { call.halfSamples() ?? holes(call) }

    private func holes(_ call: Timeline) -> Sighting? {
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
                "\(Timeline.words(milliseconds: ms)) of silence were put into the model's words\(Fidelity.at(places))",
                evidence: evidence, turns: call.turns(of: fidelity.call))
        }
        return starved(call)
    }

    /// Holes that nobody sent: each frame comes a little later than the one before it has been played.
    private func starved(_ call: Timeline) -> Sighting? {
        guard call.speed == 1 else { return nil }
        let holes = Dictionary(grouping: call.holes.filter(\.isGiven), by: \.phone)
        for (number, holes) in holes.sorted(by: { $0.key < $1.key }) {
            // What the carrier refused was sent in time.
            let refused = call.phones[number].complaints.reduce(0) { $0 + $1.droppedMs }
            let sum = holes.reduce(0) { $0 + $1.hole.lengthMs }
            guard refused < 100, holes.count >= 20, sum >= 300, sum >= call.phones[number].playback.playedMs * 0.03
            else { continue }
            return Sighting(
                "the carrier ran out of audio \(holes.count) times, for \(Int(bounded: (sum / Double(holes.count)).rounded(.up))) ms each, "
                    + "\(Timeline.words(milliseconds: sum)) in all, though the model's audio had come in time: it is sent more slowly than it is played",
                evidence: holes.prefix(5).map {
                    $0.hole.ended.evidence("media after \(Int(bounded: $0.hole.lengthMs.rounded(.up))) ms without any")
                }, turns: call.calls.firstIndex { $0.phones.contains(number) }.map { call.turns(of: $0) } ?? [])
        }
        return nil
    }
}

/// A reply whose audio goes on and on behind a few words.
struct RunawayAudioNearTool: FailureMode {
    static let about = About(
        id: "runaway-audio-near-tool",
        title: "a reply sounded for over a minute and said next to nothing",
        hears: "A buzz or a long silence in place of the answer; the function that was due is never called.",
        evidence: "over 60 s of audio in one response, with a transcript of less than a word for each 3 s of it",
        tellsApart:
            "With audio-is-digital-silence the length of the audio is that of the words; here it is many times longer",
        causes: ["a fault of the model, mostly where a function call was due"],
        remedy:
            "Set max_output_tokens, and send response.cancel when a response has sounded for far longer than its transcript takes.",
        atFault: .service,
        source: "catalogue: runaway-audio-near-tool",
        // The same delta over and over is odd, and this says what comes of it.
        refines: ["unknown-event-crash"],
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for connection in call.connections {
            for response in connection.responses {
                let seconds = response.audio.milliseconds / 1_000
                guard response.audio.isMeasured, seconds >= 60, response.done != nil, let first = response.audio.first
                else { continue }
                let words = response.text.split(whereSeparator: \.isWhitespace).count
                // A log that keeps no transcripts says nothing about words.
                guard words > 0 || !response.functionCalls.isEmpty, Double(words) * 3 < seconds else { continue }
                return Sighting(
                    "\(response.id) has \(Timeline.words(seconds: seconds)) of audio and \(words) word\(words == 1 ? "" : "s")",
                    evidence: [
                        first.evidence("its first audio"), (response.audio.last ?? first).evidence("its last audio"),
                    ], turns: call.turns.filter { call.response(of: $0)?.id == response.id }.map(\.number))
            }
        }
        return nil
    }
}

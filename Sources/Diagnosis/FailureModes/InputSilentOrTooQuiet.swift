/// Audio flows to the model, and there is nothing in it.
struct InputSilentOrTooQuiet: FailureMode {
    static let about = About(
        id: "input-silent-or-too-quiet",
        title: "what is sent to the model as the caller's voice is silence, or too quiet to be noticed",
        hears: "The assistant does not react to anything that is said.",
        evidence:
            "30 s or more of appended audio, none of it above -45 dBFS and no speech_started in the whole call, with turn detection on; where the telephone leg is in the capture, 5 s are enough, and speech of the caller on it is needed",
        tellsApart:
            "With vad-dies-mid-session speech was sent and is not noticed; with input-not-forwarded nothing is sent",
        causes: ["a muted or dead capture", "the wrong track of the call", "a gain near zero"],
        remedy:
            "Measure the level of what is sent, second by second; check track, mute and gain. Speech on a telephone is at -30 to -15 dBFS.",
        atFault: .bridge,
        source: "catalogue: input-silent-or-too-quiet",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for (index, connection) in call.connections.enumerated() {
            let appended = connection.appended
            guard appended.isMeasured, appended.milliseconds >= (speech(on: index, call) ?? .infinity),
                appended.bursts.isEmpty,
                connection.segments.isEmpty, connection.commits.isEmpty, connection.clientItems.isEmpty,
                connection.turnDetection(at: connection.last)?.isOn == true, let first = appended.first,
                connection.responses.count <= 1
            else { continue }
            let level =
                appended.level.isDigitalSilence ? "digital silence" : "at \(Int(appended.level.rms.rounded())) dBFS"
            return Sighting(
                "\(Timeline.words(milliseconds: appended.milliseconds)) of audio was sent as the caller's voice, all of it \(level)",
                evidence: [
                    first.evidence("the first input_audio_buffer.append"),
                    (appended.last ?? first).evidence("the last one"),
                ])
        }
        return nil
    }

    /// Milliseconds of audio that are enough: few where the caller is known to have spoken. Nil where the caller is known not
    /// to have.
    private func speech(on index: Int, _ call: Timeline) -> Double? {
        guard let one = call.calls.first(where: { $0.connections.contains(index) }), !one.phones.isEmpty else {
            return 30_000
        }
        return one.phones.contains { call.phones[$0].caller.bursts.contains(where: \.isClearSpeech) } ? 5_000 : nil
    }
}

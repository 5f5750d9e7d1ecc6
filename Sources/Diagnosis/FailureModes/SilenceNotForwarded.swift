import RealtimeProtocol
import SpeechAudio

/// A gate in front of the service's own voice activity detection keeps silence back, so that it never hears a sentence end.
struct SilenceNotForwarded: FailureMode {
    static let about = About(
        id: "silence-not-forwarded",
        title: "the bridge sends nothing while the caller is silent, so the end of the speech is not noticed",
        hears: "The reply comes only after the caller's next sound, or never.",
        evidence:
            "input_audio_buffer.speech_started under server turn detection, then 2 s and more without any append or commit on an open connection, and no speech_stopped before appends go on",
        tellsApart:
            "Nothing is appended in the silence; with speech-never-stops silence was appended, and was not taken for one",
        causes: [
            "a local voice activity detector or noise gate in front of the service's",
            "a telephone client that suppresses silence (discontinuous transmission)",
            "a microphone that is muted after each sentence",
        ],
        remedy:
            "With server turn detection append every frame, silence too. With your own detector set turn_detection to null, and send input_audio_buffer.commit and response.create yourself.",
        atFault: .bridge,
        source: "catalogue: silence-not-forwarded; OpenAI Realtime, turn_detection",
        refines: ["speech-never-stops"], stage: .bridge
    )

    /// Seconds without an append.
    private static let pause = 2.0

    func examine(_ call: Timeline) -> Sighting? {
        guard call.isInRealTime, call.coverage.directions.contains("model up") else { return nil }
        var evidence: [Evidence] = []
        var turns: [Int] = []
        for (index, connection) in call.connections.enumerated() {
            guard connection.appended.payloads > 0, connection.hasServerTurnDetection else { continue }
            // Where nothing more is appended the carrier shows that time goes on.
            let end = connection.ending?.moment ?? max(connection.last, call.last ?? connection.last)
            for (number, segment) in connection.segments.enumerated() {
                guard let pause = connection.appendTrace.pause(after: segment.started, until: segment.end ?? end),
                    let seconds = pause.to.seconds(since: pause.from), seconds >= Self.pause,
                    // The end came in the pause: the service had heard enough.
                    segment.end.map({ $0 > pause.to || $0 == pause.to }) ?? true,
                    !connection.clientCommits.contains(where: { $0.moment > pause.from && $0.moment <= pause.to }),
                    !connection.clears.contains(where: { $0.moment > pause.from && $0.moment <= pause.to }),
                    !connection.appendTrace.catchesUp(after: pause),
                    call.carrierWentOn(from: pause.from, to: pause.to, connection: index)
                else { continue }
                evidence.append(
                    pause.from.evidence(
                        "the last append before \(Timeline.words(seconds: seconds)) without any, while speech goes on for the service"
                    ))
                turns += call.turns(on: index).filter { $0.segment == number }.map(\.number)
            }
        }
        guard let first = evidence.first else { return nil }
        let count = evidence.count
        return Sighting(
            "after the caller's words nothing was appended, \(count == 1 ? "once" : "\(count) times"), so that the service could not hear that they were over",
            evidence: evidence, turns: turns, brokenAt: Moment(frame: first.frame, time: first.time))
    }
}

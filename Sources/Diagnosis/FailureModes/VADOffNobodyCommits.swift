/// Turn detection is off, and nobody else ends the caller's turns.
struct VADOffNobodyCommits: FailureMode {
    static let about = About(
        id: "vad-off-nobody-commits",
        title: "turn detection is off, and nobody commits what the caller says",
        hears: "The assistant never answers; there are no transcripts of the caller either.",
        evidence:
            "turn_detection null in the session, clear speech in input_audio_buffer.append, and for 6 s after it no input_audio_buffer.commit, no response.create, no response, and no update that switches the VAD on",
        tellsApart:
            "With vad-dies-mid-session turn detection is on; with create-response-false the service commits and nobody asks for a reply",
        causes: [
            "the VAD was switched off against noise",
            "an own detector of silence that counts frames, which a telephone never stops sending",
            "a default of push-to-talk", "commits were removed while the VAD was off",
        ],
        remedy:
            "Set turn_detection to {\"type\": \"server_vad\"} in the session; or find the end of speech by its energy, and send input_audio_buffer.commit and response.create.",
        atFault: .configuration,
        source: "catalogue: vad-off-nobody-commits, wallclock-silence-detector; OpenAI Realtime, turn_detection",
        also: ["wallclock-silence-detector"], stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for (index, connection) in call.connections.enumerated() where connection.clientEvents > 0 {
            guard connection.appended.isMeasured,
                let detection = connection.turnDetection(at: connection.last), !detection.isOn,
                connection.session(at: connection.last)?.isTranscription == false
            else { continue }
            let lost = connection.appended.bursts.filter { burst in
                burst.isClearSpeech && connection.turnDetection(at: burst.started)?.isOn == false
                    && !connection.clientCommits.contains { $0.moment > burst.started }
                    && !connection.commits.contains { $0.moment > burst.started }
                    && !connection.requests.contains { $0.moment > burst.started }
                    && !connection.responses.contains { $0.first > burst.started }
                    && call.patience[index].elapsed(since: burst.ended) >= 6
            }
            guard let first = lost.first else { continue }
            let off = connection.echoes.last { $0.session.turnDetection?.isOn == false }
            return Sighting(
                "turn_detection is off, and \(lost.count == 1 ? "an utterance" : "\(lost.count) utterances") of the caller \(lost.count == 1 ? "was" : "were") neither committed nor answered\(call.waiting(after: first.ended, on: index))",
                evidence: (off.map { [$0.moment.evidence("turn_detection: null in the session")] } ?? [])
                    + lost.prefix(4).map {
                        $0.started.evidence(
                            "input_audio_buffer.append: speech begins, \(Int($0.level.rms.rounded())) dBFS")
                    },
                brokenAt: first.started)
        }
        return nil
    }
}

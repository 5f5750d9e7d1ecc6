import SpeechAudio

/// The model is given its own voice as if the caller had spoken.
struct OwnVoiceFedBack: FailureMode {
    static let about = About(
        id: "own-voice-fed-back",
        title: "the model is given its own voice as the caller's",
        hears: "The assistant interrupts itself, answers itself, or talks on without end.",
        evidence:
            "a second and more of what the carrier was sent is in the appended audio and not in what the carrier's inbound track brought; without a phone leg: two turns whose transcripts repeat the reply before them, six words or more",
        tellsApart: "An echo of the line is in the caller's own audio as well; there the bridge is not at fault",
        causes: [
            "both tracks of the stream are forwarded: only media with track \"inbound\" is the caller's",
            "the audio that goes to the carrier is also put into the queue towards the model",
            "a loudspeaker is heard by the microphone, and nothing cancels the echo",
        ],
        remedy:
            "Append only media whose track is \"inbound\" (or start the stream with track=\"inbound_track\"); cancel the echo where there is a loudspeaker.",
        atFault: .bridge,
        source: "catalogue: own-voice-fed-back; Twilio Media Streams, media.track",
        stage: .bridge
    )

    private static let leastMs = 1_000.0

    func examine(_ call: Timeline) -> Sighting? {
        for fidelity in call.fidelities {
            guard let heard = fidelity.fedBackMs, heard >= Self.leastMs else { continue }
            let evidence = (fidelity.up.result?.foreign ?? []).prefix(5).compactMap { stretch in
                stretch.frame.map {
                    Evidence(frame: $0, time: stretch.time, text: "input_audio_buffer.append: the model's own voice")
                }
            }
            return Sighting(
                "\(Timeline.words(milliseconds: heard)) of the model's own speech were appended as the caller's",
                evidence: evidence.isEmpty ? call.firstAppends(of: fidelity.call, "the audio") : evidence,
                turns: call.turns(of: fidelity.call))
        }
        return call.phones.isEmpty ? repeatedTranscripts(call) : nil
    }

    /// Where only the model leg is known: what the user is said to have said is what the assistant just said.
    private func repeatedTranscripts(_ call: Timeline) -> Sighting? {
        var evidence: [Evidence] = []
        for connection in call.connections {
            for transcription in connection.transcriptions {
                guard let completed = transcription.completed else { continue }
                let heard = Self.words(transcription.text)
                guard heard.count >= 6,
                    let reply = connection.responses.last(where: { $0.first < completed && !$0.text.isEmpty })
                else { continue }
                let said = Self.words(reply.text)
                guard Self.holds(said, heard) else { continue }
                evidence.append(
                    completed.evidence(
                        "the caller's transcript repeats the reply: \"\(transcription.text.prefix(80))\""))
            }
        }
        guard evidence.count >= 2 else { return nil }
        return Sighting(
            "\(evidence.count) turns of the caller repeat what the assistant had just said", evidence: evidence)
    }

    private static func words(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    private static func holds(_ text: [String], _ part: [String]) -> Bool {
        guard part.count <= text.count else { return false }
        return (0...text.count - part.count).contains { Array(text[$0..<$0 + part.count]) == part }
    }
}

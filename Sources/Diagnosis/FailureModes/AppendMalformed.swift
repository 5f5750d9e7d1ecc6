/// The caller's audio in a form that the service refuses.
struct AppendMalformed: FailureMode {
    static let about = About(
        id: "append-malformed",
        title: "the caller's audio is refused for its form",
        hears: "The assistant is deaf: nothing that is said is ever noticed.",
        evidence:
            "an error whose param is audio, or unknown_parameter for a field of an input_audio_buffer.append (session, encoding …), or an invalid_event that answers binary messages of the client",
        tellsApart: "With input-codec-mismatch the audio is taken, and sounds wrong",
        causes: [
            "a data: URL or base64 of base64", "session or encoding beside audio", "raw bytes in binary messages",
            "more than 15 MiB at once",
        ],
        remedy:
            "Send {\"type\": \"input_audio_buffer.append\", \"audio\": \"…\"} as text, with plain base64 of the bare samples and nothing else.",
        atFault: .bridge,
        source: "catalogue: append-malformed; OpenAI Realtime, input_audio_buffer.append; invariant I120",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for connection in call.connections {
            let errors = connection.errors.filter { error in
                if error.param == "audio" { return true }
                if error.code == "unknown_parameter", let param = error.param {
                    return param == "session" || connection.appendExtras.contains(param)
                }
                return error.code == "invalid_event" && connection.binaryMessages.contains { $0 < error.moment }
            }
            guard let first = errors.first else {
                if let sighting = tooLarge(connection) { return sighting }
                continue
            }
            let binary = connection.binaryMessages.first.map { [$0.evidence("a binary message of the client")] } ?? []
            return Sighting(
                "the service refused the caller's audio \(Timeline.words(count: errors.count)): \(first.text)",
                evidence: (binary + errors.prefix(4).map(\.evidence)).sorted { $0.frame < $1.frame })
        }
        return nil
    }

    /// Only what the client sends can be too large for the service. RFC 6455, 7.4.1.
    private func tooLarge(_ connection: ModelConnection) -> Sighting? {
        guard let ending = connection.ending, ending.byServer, ending.code == 1_009 else { return nil }
        let largest = connection.appended.largestPayload
        let size = largest >= 1 << 20 ? ", and the largest append had \(largest >> 20) MiB of audio" : ""
        return Sighting(
            "a message of the client was too large for the service: \(ending.text)\(size)", evidence: [ending.evidence],
            brokenAt: ending.moment)
    }
}

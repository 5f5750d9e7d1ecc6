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
            guard let first = errors.first else { continue }
            let binary = connection.binaryMessages.first.map { [$0.evidence("a binary message of the client")] } ?? []
            return Sighting(
                "the service refused the caller's audio \(Timeline.words(count: errors.count)): \(first.text)",
                evidence: (binary + errors.prefix(4).map(\.evidence)).sorted { $0.frame < $1.frame })
        }
        return nil
    }
}

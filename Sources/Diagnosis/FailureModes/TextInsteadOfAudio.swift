/// The model answers in text although audio was asked for.
struct TextInsteadOfAudio: FailureMode {
    static let about = About(
        id: "text-instead-of-audio",
        title: "the reply came as text although audio was asked for",
        hears: "Nothing, while the log shows a fine answer.",
        evidence:
            "a completed response whose content is text only, where the session (or the response.create) asked for audio",
        tellsApart:
            "There is content, so it is not empty-output-completed, and there is no audio part at all, so it is not audio-is-digital-silence",
        causes: [
            "the assistant side of the history was restored as text items",
            "a hand-off or a tool result led the model to write",
            "a response.create overrode the modality",
            "the session was set to text elsewhere",
        ],
        remedy:
            "Ask for output_modalities [audio] in the response.create (beta: modalities [audio, text]); restore history as a system or user summary; delete the text item and ask again.",
        atFault: .bridgeOrService,
        source:
            "catalogue: text-instead-of-audio; OpenAI Realtime, output_modalities"
    )

    func examine(_ call: Timeline) -> Sighting? {
        let hits = call.responses { response, connection in
            response.isCompleted && response.contentKinds == ["text"] && wantsAudio(response, connection, call)
        }
        guard let first = hits.first.map(call.trace) else { return nil }
        let turns = call.turnNumbers(hits)
        return Sighting(
            "\(Timeline.words(turns: turns)) asked for audio and got text only\(first.text.isEmpty ? "" : ": \"\(first.text.prefix(80))\"")",
            evidence: hits.flatMap { call.trace($0).evidence }, turns: turns)
    }

    /// What was asked for: the request's own modalities, else the session's. Without the client's side only what the service
    /// says of both counts, for a request may have asked for text.
    private func wantsAudio(_ response: ResponseTrace, _ connection: ModelConnection, _ call: Timeline) -> Bool {
        let turn = call.turns.first {
            call.connections[$0.connection].name == connection.name && call.response(of: $0)?.id == response.id
        }
        if let request = turn?.request, let asked = connection.requests[request].modalities {
            return asked.contains("audio")
        }
        let session = connection.session(at: response.first)?.modalities
        let echoed = response.modalities
        if connection.clientEvents == 0 || turn?.request == nil && turn?.commit == nil {
            return (echoed ?? session)?.contains("audio") ?? false && session?.contains("audio") ?? true
        }
        return (session ?? echoed)?.contains("audio") ?? false
    }
}

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
        let hits = call.turns.filter { turn in
            guard let response = call.response(of: turn) else { return false }
            return response.isCompleted && response.contentKinds == ["text"]
                && wantsAudio(turn, response, call.connections[turn.connection])
        }
        guard let first = hits.first.flatMap(call.response) else { return nil }
        let turns = hits.map(\.number)
        let words = first.text.isEmpty ? "" : ": \"\(first.text.prefix(80))\""
        return Sighting(
            "\(Timeline.words(turns: turns)) asked for audio and got text only\(words)",
            evidence: hits.compactMap(call.response).flatMap(\.evidence), turns: turns)
    }

    /// What was asked for: the request's own modalities, else the session's. Where the client's side does not show the
    /// request, both the session and the response have to say audio, for a request may have asked for text.
    private func wantsAudio(_ turn: Turn, _ response: ResponseTrace, _ connection: ModelConnection) -> Bool {
        if let request = turn.request, let asked = connection.requests[request].modalities {
            return asked.contains("audio")
        }
        let session = connection.session(at: response.first)?.modalities
        if connection.clientEvents == 0 || turn.request == nil && turn.commit == nil {
            return (response.modalities ?? session)?.contains("audio") ?? false && session?.contains("audio") ?? true
        }
        return (session ?? response.modalities)?.contains("audio") ?? false
    }
}

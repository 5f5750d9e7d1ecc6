import SpeechAudio

/// Words where samples belong.
struct TextSentAsAudio: FailureMode {
    static let about = About(
        id: "text-sent-as-audio",
        title: "text is sent where audio belongs",
        hears: "Short bursts of noise in time with the words.",
        evidence: "the payload of a media message or of an append is readable text, or base64 of base64",
        tellsApart: "The payload reads as words; with wav-header-in-payload it begins with the name of a file format",
        causes: [
            "response.output_audio_transcript.delta is handled like response.output_audio.delta",
            "the audio is encoded as base64 twice",
        ],
        remedy:
            "Forward the delta of response.output_audio.delta only (beta: response.audio.delta), and pass its base64 on as it is.",
        atFault: .bridge,
        source: "catalogue: text-sent-as-audio",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for phone in call.phones {
            guard let complaint = phone.complaint("text-as-audio") else { continue }
            return Sighting(
                "\(complaint.count) media messages hold text: \(complaint.detail)",
                evidence: complaint.moments.map { $0.evidence(complaint.detail) })
        }
        let up = call.connections.lazy.flatMap { $0.appendedMarks.all }
        let down = call.phones.lazy.flatMap { $0.mediaTrack?.marks.all ?? [] }
        for (name, marks) in [("media", Array(down)), ("input_audio_buffer.append", Array(up))] {
            // One may be chance; a bridge that does it does it always.
            guard let mark = marks.first(where: { ($0.kind == .text || $0.kind == .base64) && $0.count >= 3 }) else {
                continue
            }
            return Sighting(
                "\(mark.count) \(name) messages hold \(mark.kind.rawValue): \"\(mark.sample)\"",
                evidence: [Evidence(frame: mark.first, time: nil, text: "\(name): \"\(mark.sample)\"")])
        }
        return nil
    }
}

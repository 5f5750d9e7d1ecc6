import SpeechAudio

/// A file's header, or a compressed file, where bare samples belong.
struct WavHeaderInPayload: FailureMode {
    static let about = About(
        id: "wav-header-in-payload",
        title: "the payload holds a file header or compressed audio",
        hears: "A click or a burst of noise at the start of each chunk, or noise throughout.",
        evidence: "a payload begins with RIFF, ID3, OggS, fLaC or an MPEG frame header",
        tellsApart: "The first bytes name the file's kind; with text-sent-as-audio the payload reads as words",
        causes: [
            "the output of a text-to-speech service or a recorded greeting is sent as it is",
            "a library writes each chunk as a WAV file",
        ],
        remedy:
            "Strip the header (44 bytes of a plain WAV file) and convert to raw µ-law at 8 kHz before media; raw PCM16 or G.711 before input_audio_buffer.append.",
        atFault: .bridge,
        source: "catalogue: wav-header-in-payload; Twilio error 31924",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for phone in call.phones {
            let complaints = phone.complaints.filter { ["wav-header", "compressed-audio"].contains($0.reason) }
            guard let first = complaints.first else { continue }
            let count = complaints.reduce(0) { $0 + $1.count }
            return Sighting(
                "\(count) of \(phone.media.messages) media messages: \(first.detail)",
                evidence: complaints.flatMap(\.moments).sorted().map { $0.evidence(first.detail) })
        }
        for connection in call.connections {
            let mark = connection.appendedMarks.all.first { $0.kind != .text && $0.kind != .base64 }
            guard let mark else { continue }
            return Sighting(
                "\(mark.count) of \(connection.appended.payloads) input_audio_buffer.append begin with \(mark.kind.rawValue)",
                evidence: [
                    Evidence(frame: mark.first, time: nil, text: "input_audio_buffer.append: \(mark.kind.rawValue)")
                ])
        }
        return nil
    }
}

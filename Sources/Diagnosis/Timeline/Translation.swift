/// What an interpreter's session (`/v1/realtime/translations`) showed: it has no turns and no responses, words and sound come as
/// they are spoken. Realtime reference, 0; OpenAI, realtime translation guide.
package struct Translation: Sendable {
    /// The translated sound.
    package var audio = AudioRun()
    /// Of both sides, as far as it is needed to show that there are some.
    package private(set) var source = ""
    package private(set) var target = ""
    package var firstWords: Moment?
    package var asksToClose: Moment?
    package var closed: Moment?

    private static let kept = 4_000

    package init() {}

    mutating func add(source delta: String) { if source.utf8.count < Self.kept { source += delta } }
    mutating func add(target delta: String) { if target.utf8.count < Self.kept { target += delta } }
}

extension ModelConnection {
    /// By its events, by what the session says of itself, or by the address.
    package var isTranslation: Bool {
        translation != nil || echoes.last?.session.type == "translation"
            || opening?.request?.contains("/realtime/translations") ?? false
    }
}

extension Timeline {
    package var isTranslation: Bool { !connections.isEmpty && connections.allSatisfy(\.isTranslation) }

    /// What went in and what came out, all sessions together.
    private var translations: [Translation] { connections.compactMap(\.translation) }

    /// Did the interpreter say something for what was said to it?
    func translationAnswer() -> Answer {
        for (index, connection) in connections.enumerated() {
            let speech = connection.appended.bursts.filter(\.isClearSpeech)
            guard let last = speech.last, connection.translation?.audio.first == nil else { continue }
            let waited = patience[index].elapsed(since: last.ended)
            guard waited >= settings.patience else { continue }
            let ms = speech.reduce(0) { $0 + $1.soundMs }
            return .fail(
                "\(Self.words(milliseconds: ms)) of speech went in, and no translated audio came out in \(Self.words(seconds: waited))",
                [last.started.evidence("speech is appended"), last.ended.evidence("it ends")])
        }
        let spoken = translations.filter { $0.audio.deltas > 0 }
        guard !spoken.isEmpty else {
            let sent = connections.contains { $0.appended.payloads > 0 }
            return .notExamined(
                sent ? "no speech could be made out in what was sent, or it ended too soon" : "nothing was appended")
        }
        let seconds = spoken.reduce(0) { $0 + $1.audio.milliseconds } / 1_000
        let words = spoken.lazy.map(\.target).first { !$0.isEmpty }
        return .pass(
            "\(Self.words(seconds: seconds)) of translated audio\(words.map { ", \"\($0.prefix(60))\"" } ?? ", without words")"
        )
    }

    /// Did words come for the sound, and for the caller's where they were asked for?
    func translationTranscripts() -> Answer {
        for connection in connections {
            guard let translation = connection.translation, let first = translation.audio.first else { continue }
            if translation.target.isEmpty {
                return .fail(
                    "translated audio came without session.output_transcript.delta",
                    [first.evidence("translated audio")])
            }
            if translation.source.isEmpty, connection.echoes.last?.session.transcribes == true {
                return .fail(
                    "the words of the source were asked for (audio.input.transcription), and none came",
                    [first.evidence("translated audio")])
            }
        }
        guard let some = translations.first(where: { !$0.target.isEmpty }) else {
            return .notExamined("nothing was translated")
        }
        return .pass(
            some.source.isEmpty
                ? "of the translation; those of the source were not asked for" : "of source and translation")
    }
}

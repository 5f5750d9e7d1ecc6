package import ModelMock
package import Scenarios
package import SpeechAudio

/// What a scenario has the model say, in a voice: the library's where it has the sentence, else espeak-ng's where that is installed. Without
/// either, the mock says something else of the same length.
package enum ScriptedVoices {
    /// All sentences are spoken before the first session, so that no session waits for a synthesizer.
    ///
    /// - Parameter speak: Samples at 24,000 Hz; nil when it cannot, and then it is not asked again.
    package static func speech(
        for scenario: Scenario?, library: SpeechLibrary, speak: (String) -> [Int16]?
    ) -> SharedSpeech {
        let plain = SharedSpeech(library: library)
        var scripted: [Utterance] = []
        for text in (scenario?.model.replies ?? []).compactMap(\.say).prefix(maximumSentences) {
            guard !plain.isSayable(text), text.utf8.count <= maximumLength,
                !scripted.contains(where: { $0.text == text })
            else { continue }
            guard let samples = speak(text) else { break }
            scripted.append(
                Utterance(
                    id: "scripted-\(scripted.count + 1)", role: .assistant, text: text, samples: samples))
        }
        return scripted.isEmpty ? plain : SharedSpeech(library: library, scripted: scripted)
    }

    private static let maximumSentences = 200
    private static let maximumLength = 2_000
}

package import Scenarios
package import SpeechAudio

/// Everything that a script has the caller say, as samples: made once, before the call, so that no step waits for a file
/// or a synthesiser.
package struct CallerVoice: Sendable {
    struct Words: Sendable {
        var text: String
        var samples: [Int16]
        /// Hz
        var rate: Int
    }

    private var words: [(speech: CallerSpeech, words: Words)] = []

    /// - Parameters:
    ///   - synthesize: Speaks what the library has not recorded, at 24,000 Hz; nil when there is no synthesiser.
    ///   - load: The bytes of a WAV file that the script names.
    package init(
        steps: [CallerStep], library: SpeechLibrary, synthesize: (String) -> [Int16]? = { _ in nil },
        load: (String) -> [UInt8]? = { _ in nil }
    ) throws(CallerVoiceError) {
        for case .some(let speech) in steps.map(\.speech) where self[speech] == nil {
            words.append((speech, try CallerVoice.words(speech, library, synthesize, load)))
        }
    }

    subscript(speech: CallerSpeech) -> Words? { words.first { $0.speech == speech }?.words }

    private static func words(
        _ speech: CallerSpeech, _ library: SpeechLibrary, _ synthesize: (String) -> [Int16]?,
        _ load: (String) -> [UInt8]?
    ) throws(CallerVoiceError) -> Words {
        switch speech {
        case .utterance(let id):
            guard let utterance = library[id] else {
                throw .unknownUtterance(id, known: library.utterances(of: .caller).map(\.id))
            }
            return Words(text: utterance.text, samples: utterance.samples, rate: utterance.rate)
        case .text(let text):
            if let utterance = library.utterance(saying: text, role: .caller) ?? library.utterance(saying: text) {
                return Words(text: text, samples: utterance.samples, rate: utterance.rate)
            }
            guard let samples = synthesize(text) else { throw .cannotBeSpoken(text) }
            return Words(text: text, samples: samples, rate: Utterance.sampleRate)
        case .file(let file):
            guard let bytes = load(file) else { throw .fileIsMissing(file) }
            do {
                let wav = try WAV(bytes)
                return Words(text: file, samples: wav.mono, rate: wav.sampleRate)
            } catch { throw .fileIsNotAudio(file, reason: error.explanation) }
        }
    }
}

extension CallerStep {
    fileprivate var speech: CallerSpeech? {
        switch self {
        case .say(let speech), .interrupt(_, let speech, _): speech
        case .wait, .pause, .press, .noise, .expect, .hangUp: nil
        }
    }
}

/// Why a script cannot be spoken.
package enum CallerVoiceError: Error, Sendable, Equatable {
    case unknownUtterance(String, known: [String])
    case cannotBeSpoken(String)
    case fileIsMissing(String)
    case fileIsNotAudio(String, reason: String)

    package var explanation: (message: String, hint: String?) {
        switch self {
        case .unknownUtterance(let id, let known):
            ("there is no utterance `\(id)` in the speech library", "it has \(known.joined(separator: ", "))")
        case .cannotBeSpoken(let text):
            ("nobody can say \"\(text)\": it is not in the speech library", "install espeak-ng, or give a WAV file")
        case .fileIsMissing(let file): ("the audio file \(file) cannot be read", nil)
        case .fileIsNotAudio(let file, let reason): ("\(file) is not audio: \(reason)", nil)
        }
    }
}

import JSONText

/// The recorded sentences under `Fixtures/Audio`, from the manifest that lists them.
package struct SpeechLibrary: Sendable {
    package let utterances: [Utterance]

    package init(utterances: [Utterance]) { self.utterances = utterances }

    /// - Parameter load: The bytes of a file that the manifest names, nil when it cannot be read.
    package init(manifest: [UInt8], load: (String) -> [UInt8]?) throws(SpeechLibraryError) {
        let json: JSON
        do { json = try JSON(parsing: manifest) } catch { throw .manifestIsNotJSON(reason: error.reason) }
        guard let entries = json["utterances"]?.array else { throw .manifestLacks(field: "utterances") }
        var utterances: [Utterance] = []
        for entry in entries { utterances.append(try SpeechLibrary.utterance(entry, load: load)) }
        self.utterances = utterances
    }

    package subscript(id: String) -> Utterance? { utterances.first { $0.id == id } }

    package func utterances(of role: Utterance.Role) -> [Utterance] { utterances.filter { $0.role == role } }

    /// The utterance with these words, whatever their case and punctuation.
    package func utterance(saying text: String, role: Utterance.Role? = nil) -> Utterance? {
        let words = SpeechLibrary.words(text)
        return utterances.first { (role == nil || $0.role == role) && SpeechLibrary.words($0.text) == words }
    }

    /// What the assistant says to these words of the caller; nil when nothing was recorded for them.
    package func answer(to text: String) -> Utterance? {
        guard let question = utterance(saying: text, role: .caller) else { return nil }
        return utterances.first { $0.answers == question.id }
    }

    /// One assistant utterance of at least that length: the shortest single one that is long enough,
    /// otherwise the longest, repeated. Nil only when the library has no assistant.
    package func assistantSpeech(atLeastSeconds seconds: Double) -> Utterance? {
        let candidates = utterances(of: .assistant).filter { !$0.samples.isEmpty }
        let needed = max(0, min(seconds, 3_600)) * 1_000
        let ordered = candidates.sorted { $0.milliseconds < $1.milliseconds }
        if let enough = ordered.first(where: { Double($0.milliseconds) >= needed }) { return enough }
        guard let longest = ordered.last else { return nil }
        let times = Int((needed / Double(max(longest.milliseconds, 1))).rounded(.up))
        return Utterance(
            id: longest.id,
            role: .assistant,
            text: Array(repeating: longest.text, count: times).joined(separator: " "),
            samples: Array(repeatElement(longest.samples, count: times).joined()),
            rate: longest.rate
        )
    }

    private static func words(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "'" }.map(String.init)
    }

    private static func utterance(
        _ entry: JSON, load: (String) -> [UInt8]?
    ) throws(SpeechLibraryError) -> Utterance {
        guard let id = entry["id"]?.string else { throw .manifestLacks(field: "id") }
        guard let role = entry["role"]?.string.flatMap(Utterance.Role.init) else {
            throw .manifestLacks(field: "\(id).role")
        }
        guard let text = entry["text"]?.string else { throw .manifestLacks(field: "\(id).text") }
        guard let file = entry["file"]?.string else { throw .manifestLacks(field: "\(id).file") }
        guard let bytes = load(file) else { throw .fileIsMissing(file: file) }
        let wav: WAV
        do { wav = try WAV(bytes) } catch { throw .fileIsNotAudio(file: file, reason: error.explanation) }
        let samples = Resampler.resample(wav.mono, from: wav.sampleRate, to: Utterance.sampleRate)
        return Utterance(id: id, role: role, text: text, samples: samples, answers: entry["answers"]?.string)
    }
}

/// Why a library could not be read.
package enum SpeechLibraryError: Error, Sendable, Equatable {
    case manifestIsNotJSON(reason: String)
    case manifestLacks(field: String)
    case fileIsMissing(file: String)
    case fileIsNotAudio(file: String, reason: String)

    package var explanation: String {
        switch self {
        case .manifestIsNotJSON(let reason): "the audio manifest is not JSON: \(reason)"
        case .manifestLacks(let field): "the audio manifest lacks `\(field)`"
        case .fileIsMissing(let file): "the audio file \(file) cannot be read"
        case .fileIsNotAudio(let file, let reason): "\(file) is not audio: \(reason)"
        }
    }
}

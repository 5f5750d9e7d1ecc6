import Base64Coding
package import SpeechAudio
import Synchronization

/// The assistant's voice in every wire format, cut and base64-encoded once, for all the sessions of a process.
///
/// A thousand sessions that say the same sentence share the same bytes; a session keeps references only.
package final class SharedSpeech: Sendable {
    package let library: SpeechLibrary
    let listener: Listener
    private let renderings = Mutex<[Key: Rendering]>([:])
    private let assistant: [Utterance]
    /// The assistant's, and behind them sentences of a script: those are said only where they are written.
    private let voices: [Utterance]
    /// The first of `voices` that says these words.
    private let whole: [String: Int]

    private struct Key: Hashable {
        /// Indices into `voices`.
        var utterances: [Int]
        var encoding: AudioEncoding
        var chunkMs: Int
        var isSilent: Bool
    }

    /// Speech as it goes out: one base64 text for each delta.
    final class Rendering: Sendable {
        let encoding: AudioEncoding
        /// Base64, without quotes.
        let chunks: [String]
        /// Bytes before each chunk, and the sum at the end.
        let offsets: [Int]

        init(bytes: [UInt8], encoding: AudioEncoding, chunkMs: Int) {
            self.encoding = encoding
            let size = max(encoding.bytesPerSample, encoding.bytes(ofMilliseconds: Double(chunkMs)))
            let starts = Array(stride(from: 0, to: bytes.count, by: size))
            chunks = starts.map { Base64.encode(Array(bytes[$0..<min($0 + size, bytes.count)])) }
            offsets = starts + [bytes.count]
        }

        var byteCount: Int { offsets.last ?? 0 }
        var milliseconds: Int { Int(encoding.milliseconds(ofBytes: byteCount)) }

        /// The first bytes, decoded again: only a retrieved item needs them.
        func bytes(upTo count: Int) -> [UInt8] {
            var output: [UInt8] = []
            var chunk: [UInt8] = []
            for text in chunks where output.count < count {
                var text = text
                _ = text.withUTF8 { Base64.decode(UnsafeRawBufferPointer($0), into: &chunk) }
                output += chunk
            }
            return Array(output.prefix(max(0, count)))
        }
    }

    /// - Parameter scripted: Sentences of a scenario that somebody has spoken, or a synthesizer.
    package init(library: SpeechLibrary, scripted: [Utterance] = []) {
        self.library = library
        assistant = library.utterances(of: .assistant).filter { !$0.samples.isEmpty }
        voices = assistant + scripted.filter { !$0.samples.isEmpty && !$0.text.isEmpty }
        whole = Dictionary(
            voices.indices.lazy.map { [voices] in (voices[$0].text, $0) }, uniquingKeysWith: { first, _ in first })
        listener = Listener(callers: library.utterances(of: .caller))
    }

    /// What the assistant says when nobody has scripted it: sentences that answer nothing in particular.
    private var smallTalk: [String] {
        assistant.filter { $0.answers == nil && $0.milliseconds <= Self.longestSentence }.map(\.text)
    }

    /// In ms; what is longer is a recital.
    private static let longestSentence = 8_000

    /// What the library answers to these words; to others small talk, turn by turn.
    func answer(to text: String, turn: Int) -> String {
        if let answer = library.answer(to: text) { return answer.text }
        return smallTalk.isEmpty ? "Hello! How can I help you today?" : smallTalk[max(0, turn - 1) % smallTalk.count]
    }

    /// Words to fill at least that many seconds: whole utterances of the library, one after the other.
    func recital(seconds: Double) -> String {
        var words: [String] = []
        var milliseconds = 0.0
        // The longest first: a library may have a real story.
        let order = assistant.indices.sorted { assistant[$0].milliseconds > assistant[$1].milliseconds }
        while milliseconds < seconds * 1_000, !order.isEmpty, words.count < 1_000 {
            let utterance = assistant[order[words.count % order.count]]
            words.append(utterance.text)
            milliseconds += Double(max(utterance.milliseconds, 1))
        }
        return words.joined(separator: " ")
    }

    /// The sound of a text. The library's own sentences sound as they read; of any other text only the length is true.
    func rendering(
        of text: String, as encoding: AudioEncoding, chunkMs: Double, silent: Bool = false
    ) -> Rendering {
        let chunk = Int(min(max(chunkMs, 10), 5_000))
        let key = Key(utterances: utterances(for: text), encoding: encoding, chunkMs: chunk, isSilent: silent)
        if let known = renderings.withLock({ $0[key] }) { return known }
        var bytes = key.utterances.flatMap { voices[$0].bytes(as: encoding) }
        // A library without an assistant still has to send something: two seconds of nothing.
        if bytes.isEmpty { bytes = Array(repeating: encoding.silence, count: encoding.bytes(ofMilliseconds: 2_000)) }
        if silent { bytes = Array(repeating: encoding.silence, count: bytes.count) }
        let rendering = Rendering(bytes: bytes, encoding: encoding, chunkMs: chunk)
        renderings.withLock {
            // A script with endless different lengths must not fill the memory.
            if $0.count > 500 { $0.removeAll() }
            $0[key] = rendering
        }
        return rendering
    }

    /// The utterances whose sentences make up the text; otherwise as many as last about as long as it takes to say it.
    private func utterances(for text: String) -> [Int] {
        if let spoken = exact(text) { return spoken }
        let sentences = assistant.indices.filter { assistant[$0].milliseconds <= Self.longestSentence }
        guard !sentences.isEmpty else { return assistant.isEmpty ? [] : [0] }
        // English is spoken at about 15 letters a second.
        let milliseconds = min(max(text.utf8.count * 1_000 / 15, 600), 60_000)
        var chosen: [Int] = []
        var total = 0
        var index = text.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF } % sentences.count
        repeat {
            chosen.append(sentences[index])
            total += max(assistant[sentences[index]].milliseconds, 1)
            index = (index + 1) % sentences.count
        } while total < milliseconds * 4 / 5 && chosen.count < 100
        return chosen
    }

    /// Whether a text sounds as it reads.
    package func isSayable(_ text: String) -> Bool { exact(text) != nil }

    private func exact(_ text: String) -> [Int]? {
        if let whole = whole[text] { return [whole] }
        var rest = Substring(text)
        var chosen: [Int] = []
        while !rest.isEmpty {
            let match = voices.indices.filter { rest.hasPrefix(voices[$0].text) }
                .max { voices[$0].text.utf8.count < voices[$1].text.utf8.count }
            guard let match, !voices[match].text.isEmpty else { return nil }
            chosen.append(match)
            rest = rest.dropFirst(voices[match].text.count).drop { $0 == " " }
        }
        return chosen.isEmpty ? nil : chosen
    }
}

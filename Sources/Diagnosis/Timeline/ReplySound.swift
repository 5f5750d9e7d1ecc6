/// What the beginning of a reply sounds like, and, where that is no speech, in which format its bytes would be speech.
/// A reply is looked at once, in its first seconds; its bytes are forgotten then.
package import SpeechAudio

package struct ReplySound: Sendable {
    private var excerpt: [UInt8] = []
    private var isDecided = false
    /// Nil as long as too little has come.
    package private(set) var asDeclared: SignalClassifier?
    /// The format that the bytes seem to be in, where it is not the declared one.
    package private(set) var likely: AudioEncoding?
    package private(set) var encoding = AudioEncoding.pcm24k

    /// A vowel is as steady as a tone, milliseconds.
    private static let shortestMs = 600.0
    private static let wantedMs = 2_000.0
    /// Two seconds of PCM at 24 kHz: what has to be kept so that PCM under the name of G.711 can be told.
    private static let capacity = 96_000

    package init() {}

    var isStarted: Bool { isDecided || !excerpt.isEmpty }

    mutating func receive(_ bytes: [UInt8], in encoding: AudioEncoding) {
        guard !isDecided else { return }
        self.encoding = encoding
        excerpt.append(contentsOf: bytes.prefix(ReplySound.capacity - excerpt.count))
        let isFull = excerpt.count == ReplySound.capacity
        guard isFull || asDeclared == nil && excerpt.count >= encoding.bytes(ofMilliseconds: ReplySound.wantedMs)
        else { return }
        decide(isLast: isFull)
    }

    /// No more will come.
    mutating func close() {
        if !isDecided { decide(isLast: true) }
    }

    private mutating func decide(isLast: Bool) {
        let bytes = Array(excerpt.prefix(encoding.bytes(ofMilliseconds: ReplySound.wantedMs)))
        if encoding.milliseconds(ofBytes: bytes.count) >= ReplySound.shortestMs {
            asDeclared = SignalClassifier(encoding.decode(bytes), sampleRate: encoding.sampleRate)
        }
        if let asDeclared, asDeclared.kind == .noise {
            guard isLast else { return }
            likely =
                [AudioEncoding.pcm24k, .pcmu, .pcma].filter { $0 != encoding }.compactMap { other in
                    let count = min(excerpt.count, other.bytes(ofMilliseconds: ReplySound.wantedMs))
                    guard other.milliseconds(ofBytes: count) >= ReplySound.shortestMs else { return nil }
                    let sound = SignalClassifier(
                        other.decode(Array(excerpt.prefix(count))), sampleRate: other.sampleRate)
                    return sound.kind == .speech ? (other, sound.flatness) : nil
                }.min { (left: (AudioEncoding, Double), right: (AudioEncoding, Double)) in left.1 < right.1 }?.0
        }
        isDecided = true
        excerpt = []
    }

    /// What is wrong with it, in a sentence with numbers; nil for speech, silence, and what might be music.
    package var complaint: String? {
        guard let sound = asDeclared else { return nil }
        let numbers =
            "level varies by \(ReplySound.tenths(sound.modulation)) dB, predictable to \(ReplySound.tenths(sound.flatness)) dB"
        let reading = "classified as \(sound.kind.rawValue) when read as \(encoding.wireName) (\(numbers))"
        switch sound.kind {
        case .noise:
            if let likely {
                return "is noise, as when \(likely.name) is played as \(encoding.name): \(reading), "
                    + "as speech when read as \(likely.wireName)"
            }
            let isSteady = sound.modulation < 4 && sound.flatness > -5 && sound.loudShare > 0.8
            return isSteady ? "is noise: \(reading)" : nil
        case .tone: return sound.loudShare > 0.8 ? "is a tone: \(reading)" : nil
        case .speech, .digitalSilence, .nearSilence: return nil
        }
    }

    private static func tenths(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}

extension AudioEncoding {
    /// `audio/pcm 24000`
    package var wireName: String {
        switch self {
        case .pcm16(let rate): "audio/pcm \(rate)"
        case .pcmu: "audio/pcmu"
        case .pcma: "audio/pcma"
        }
    }

    /// As people say it.
    fileprivate var name: String {
        switch self {
        case .pcm16: "PCM16"
        case .pcmu: "µ-law"
        case .pcma: "A-law"
        }
    }
}

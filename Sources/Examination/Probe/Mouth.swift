import SpeechAudio

/// The caller's end of the line: 20 ms frames on absolute deadlines, speech when there is some and silence otherwise,
/// as a telephone sends them. Time is counted in samples, as the service counts it.
struct Mouth {
    static let frame = Duration.milliseconds(20)

    private let encoding: AudioEncoding
    private let frameBytes: Int
    private var speech: ArraySlice<UInt8> = []
    private(set) var framesSent = 0
    private(set) var speechStartedMs = 0
    /// When the next frame is due; nil while the mouth is closed.
    private(set) var nextFrame: Duration?

    init(encoding: AudioEncoding) {
        self.encoding = encoding
        frameBytes = encoding.bytes(ofMilliseconds: 20)
    }

    var isSpeaking: Bool { !speech.isEmpty }
    /// Milliseconds of audio sent since the line was opened.
    var sentMs: Int { framesSent * 20 }

    mutating func open(at now: Duration) { nextFrame = nextFrame ?? now }
    mutating func close() {
        nextFrame = nil
        speech = []
    }

    mutating func say(_ utterance: Utterance) {
        speech = utterance.bytes(as: encoding)[...]
        speechStartedMs = sentMs
    }

    /// The next frame's bytes; true when it carries the last of the speech.
    mutating func takeFrame() -> (bytes: [UInt8], endsSpeech: Bool) {
        framesSent += 1
        nextFrame = nextFrame.map { $0 + Mouth.frame }
        guard isSpeaking else { return ([UInt8](repeating: encoding.silence, count: frameBytes), false) }
        var bytes = Array(speech.prefix(frameBytes))
        speech = speech.dropFirst(frameBytes)
        bytes += repeatElement(encoding.silence, count: frameBytes - bytes.count)
        return (bytes, speech.isEmpty)
    }
}

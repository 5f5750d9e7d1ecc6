import RealtimeProtocol
import SpeechAudio

/// The input audio buffer and the ear on it: takes what the client appends, says when speech starts and stops.
///
/// Milliseconds count the audio that was written since the session began, not the wall clock.
struct TurnTaker {
    enum Event: Equatable {
        case speechStarted(startMs: Int)
        /// The speech, with its prefix and its closing silence, leaves the buffer.
        case speechStopped(startMs: Int, endMs: Int, audio: [UInt8])
    }

    /// The most audio of one turn that is kept, for retrieval and for listening to it.
    private let maximumKeptBytes: Int
    private(set) var encoding: AudioEncoding
    private var decoder: SampleDecoder
    private var detector: VoiceActivityDetector?
    private let listener: Listener?
    /// `semantic_vad` only.
    private var patience: SemanticPatience?
    private var hasJudgedPause = false
    /// Audio before the current encoding came into force.
    private var earlierMs = 0.0
    /// Bytes in the current encoding.
    private var bytes = 0
    private var uncommittedFrom = 0
    /// The newest audio, and the offset of its first byte.
    private var kept: [UInt8] = []
    private var keptFrom = 0
    private var speechStartMs: Int?

    /// - Parameter listener: Knows sentences by their sound; `semantic_vad` asks it whether one is over.
    init(
        encoding: AudioEncoding, detection: TurnDetection?, maximumKeptBytes: Int, listener: Listener? = nil
    ) {
        self.listener = listener
        self.encoding = encoding
        self.maximumKeptBytes = max(0, maximumKeptBytes)
        decoder = SampleDecoder(encoding)
        listen(detection)
    }

    var isSpeaking: Bool { speechStartMs != nil }
    var keptBytes: Int { kept.count }
    var positionMs: Int { Int(earlierMs + encoding.milliseconds(ofBytes: bytes)) }
    /// What a commit by hand would take.
    var uncommittedMs: Double { encoding.milliseconds(ofBytes: bytes - uncommittedFrom) }

    /// A new format or turn detection ends a segment silently; the clock goes on.
    mutating func configure(encoding: AudioEncoding, detection: TurnDetection?) {
        if encoding != self.encoding {
            earlierMs += self.encoding.milliseconds(ofBytes: bytes)
            self.encoding = encoding
            decoder = SampleDecoder(encoding)
            bytes = 0
            uncommittedFrom = 0
            kept = []
            keptFrom = 0
        }
        listen(detection)
    }

    private mutating func listen(_ detection: TurnDetection?) {
        speechStartMs = nil
        hasJudgedPause = false
        patience = detection.flatMap { $0.isSemantic ? SemanticPatience(eagerness: $0.eagerness) : nil }
        detector = detection.map {
            VoiceActivityDetector(
                settings: Self.settings($0), sampleRate: encoding.sampleRate, startMs: positionMs)
        }
    }

    private static func settings(_ detection: TurnDetection) -> VoiceActivityDetector.Settings {
        guard !detection.isSemantic else {
            return .init(silenceDurationMs: SemanticPatience(eagerness: detection.eagerness).most)
        }
        return VoiceActivityDetector.Settings(
            threshold: min(max(detection.threshold ?? 0.5, 0), 1),
            prefixPaddingMs: min(max(detection.prefixPaddingMs ?? 300, 0), 60_000),
            silenceDurationMs: min(max(detection.silenceDurationMs ?? 200, 0), 60_000))
    }

    mutating func append(_ audio: [UInt8]) -> [Event] {
        // What no longer fits is given up until the turn is over; the clock goes on.
        if keptFrom + kept.count == bytes, kept.count < maximumKeptBytes * 2 { kept += audio }
        bytes += audio.count
        var events: [Event] = []
        if detector != nil {
            let samples = decoder.receive(audio)
            if patience == nil { hear(samples, &events) } else { hearPatiently(samples, &events) }
        }
        trim()
        return events
    }

    private mutating func hear(_ samples: [Int16], _ events: inout [Event]) {
        for event in detector?.receive(samples) ?? [] {
            switch event {
            case .speechStarted(let start):
                speechStartMs = start
                events.append(.speechStarted(startMs: start))
            case .speechStopped(let end):
                guard let start = speechStartMs else { continue }
                speechStartMs = nil
                uncommittedFrom = min(bytes, max(uncommittedFrom, offset(ofMs: end)))
                events.append(.speechStopped(startMs: start, endMs: end, audio: slice(fromMs: start, toMs: end)))
            }
        }
    }

    /// Frame by frame, for what was said before a pause decides how long it may last.
    private mutating func hearPatiently(_ samples: [Int16], _ events: inout [Event]) {
        let size = max(1, encoding.sampleRate * VoiceActivityDetector.frameMs / 1_000)
        for start in stride(from: 0, to: samples.count, by: size) {
            hear(Array(samples[start..<min(start + size, samples.count)]), &events)
            judgePause()
        }
    }

    private mutating func judgePause() {
        guard let patience, let detector else { return }
        if detector.pauseMs == 0 {
            guard hasJudgedPause else { return }
            hasJudgedPause = false
            self.detector?.settings.silenceDurationMs = patience.most
        } else if !hasJudgedPause, detector.pauseMs >= SemanticPatience.judgedAfterMs, let start = speechStartMs {
            hasJudgedPause = true
            let speech = encoding.decode(slice(fromMs: start, toMs: detector.positionMs))
            let judgement = listener?.judge(speech, rate: encoding.sampleRate) ?? .unknown
            self.detector?.settings.silenceDurationMs = patience.wait(after: judgement)
        }
    }

    /// What a turn has brought so far: since the speech began, or since the last commit where nobody listens for speech. At most 20 s.
    var turnSoFar: [UInt8] {
        let start = speechStartMs.map { offset(ofMs: $0) } ?? uncommittedFrom
        return slice(from: start, to: min(bytes, start + encoding.bytes(ofMilliseconds: 20_000)))
    }

    /// Takes everything since the last commit or clear.
    mutating func commit() -> [UInt8] {
        let audio = slice(from: uncommittedFrom, to: bytes)
        forget()
        return audio
    }

    mutating func clear() { forget() }

    private mutating func forget() {
        // Half a sample is forgotten too, so that what comes is read from its beginning.
        bytes += encoding.incompleteBytes(of: bytes)
        decoder = SampleDecoder(encoding)
        uncommittedFrom = bytes
        speechStartMs = nil
        detector?.clear()
        kept = []
        keptFrom = bytes
    }

    // MARK: What is kept

    private func offset(ofMs milliseconds: Int) -> Int {
        encoding.bytes(ofMilliseconds: Double(milliseconds) - earlierMs)
    }

    private func slice(fromMs start: Int, toMs end: Int) -> [UInt8] {
        slice(from: offset(ofMs: start), to: offset(ofMs: end))
    }

    private func slice(from start: Int, to end: Int) -> [UInt8] {
        let lower = min(max(0, start - keptFrom), kept.count)
        let upper = min(max(lower, end - keptFrom), kept.count)
        return Array(kept[lower..<upper].prefix(maximumKeptBytes))
    }

    /// Without speech only the padding can still be wanted; with a turn going on, the turn.
    private mutating func trim() {
        let wanted: Int
        if let speechStartMs {
            wanted = offset(ofMs: speechStartMs)
        } else if let detector {
            let padding = Double(detector.settings.prefixPaddingMs + 20 * VoiceActivityDetector.frameMs)
            wanted = bytes - encoding.bytes(ofMilliseconds: padding)
        } else {
            wanted = uncommittedFrom
        }
        // Moving the rest is dear, so it is done seldom.
        let surplus = wanted - keptFrom
        guard surplus > 4_096, surplus > kept.count / 2 else { return }
        let gone = min(surplus, kept.count)
        kept.removeFirst(gone)
        keptFrom = kept.isEmpty ? bytes : keptFrom + gone
    }
}

import SpeechAudio

/// What the caller hears: the bridge's audio at the time it sounds, gaps as silence, and where speech begins and ends.
struct Ear: Sendable {
    struct Segment: Sendable, Equatable {
        /// Milliseconds since the stream began.
        var startMs: Int
        /// Of the last sound.
        var endMs: Int
        /// RMS in dBFS.
        var level: Double
    }

    enum Event: Sendable, Equatable {
        case began(ms: Int)
        case ended(Segment)
    }

    /// Silence that ends a segment; shorter pauses are within a sentence. Whole frames of the detector.
    static let pauseMs = 512

    let rate: Int
    private var detector: VoiceActivityDetector
    private var level = AudioLevel()
    private var waiting: [Int16] = []
    private var waitingHead = 0
    private var position = 0
    private(set) var segmentStartMs: Int?
    /// The end of the last segment.
    private(set) var lastEndMs: Int?
    /// What has sounded since the last ``takeHeard()``.
    private var heard: [Int16] = []

    init(rate: Int) {
        self.rate = rate
        detector = VoiceActivityDetector(
            settings: .init(threshold: 0.5, prefixPaddingMs: 0, silenceDurationMs: Ear.pauseMs), sampleRate: rate)
    }

    var positionMs: Int { position * 1_000 / rate }
    var isHearingSpeech: Bool { segmentStartMs != nil }

    /// Audio that will sound later, in the order of the playback clock.
    mutating func queue(_ samples: [Int16]) {
        if waitingHead > 65_536, waitingHead * 2 > waiting.count {
            waiting.removeFirst(waitingHead)
            waitingHead = 0
        }
        waiting += samples
    }

    /// The next samples of the queue sound, from that sample of the stream on.
    mutating func play(_ count: Int, from start: Int) -> [Event] {
        var events = listen(until: start)
        let end = min(waitingHead + count, waiting.count)
        events += hear(Array(waiting[waitingHead..<end]))
        waitingHead = end
        return events
    }

    mutating func clear() {
        waiting.removeAll(keepingCapacity: true)
        waitingHead = 0
    }

    /// Silence up to that sample of the stream.
    mutating func listen(until end: Int) -> [Event] {
        // One connection never waits for hours; a wrong clock must not fill the memory.
        let count = min(end - position, rate * 60)
        return count > 0 ? hear([Int16](repeating: 0, count: count)) : []
    }

    mutating func takeHeard() -> [Int16] {
        defer { heard.removeAll(keepingCapacity: true) }
        return heard
    }

    /// The call is over in the middle of a segment.
    mutating func finish() -> Segment? {
        guard let start = segmentStartMs else { return nil }
        return end(Segment(startMs: start, endMs: positionMs, level: level.rms))
    }

    private mutating func hear(_ samples: [Int16]) -> [Event] {
        position += samples.count
        heard += samples
        if segmentStartMs != nil { level.receive(samples) }
        return detector.receive(samples).map { event in
            switch event {
            case .speechStarted(let ms):
                segmentStartMs = ms
                level = AudioLevel(of: samples)
                return .began(ms: ms)
            case .speechStopped(let ms):
                let start = segmentStartMs ?? ms
                return .ended(end(Segment(startMs: start, endMs: max(start, ms - Ear.pauseMs), level: spokenLevel)))
            }
        }
    }

    /// Without the silence that ended the segment.
    private var spokenLevel: Double {
        let samples = max(1, level.samples - Ear.pauseMs * rate / 1_000)
        return AudioLevel.decibels(meanSquare: level.sumOfSquares / Double(samples))
    }

    private mutating func end(_ segment: Segment) -> Segment {
        segmentStartMs = nil
        lastEndMs = segment.endMs
        return segment
    }
}

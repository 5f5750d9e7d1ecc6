import JSONText
import Scenarios
import SpeechAudio

/// A running response: what it will say, when each piece is due, and what has been sent of it so far.
/// Whoever cuts it short can therefore close it truthfully.
struct ResponseRun {
    let id: String
    let settings: ResponseSettings
    /// Tokens that it read.
    let input: TokenCount
    var outputs: [Output]
    /// In order of time.
    private var steps: [Step]
    /// When each step is due.
    private var due: [Duration] = []
    private var nextStep = 0
    private(set) var ending: Ending
    let startedAt: Duration
    /// Final items, as they were closed.
    var finished: [JSON] = []
    /// It will not end, whatever anybody does about it.
    let isStuck: Bool

    enum Ending: Equatable {
        case completed
        /// `completed` without any output, and these tokens used.
        case empty(outputTokens: Int)
        /// `max_output_tokens` or `content_filter`.
        case incomplete(reason: String)
        case failed(ServiceError)
        /// `turn_detected` or `client_cancelled`.
        case cancelled(reason: String)
    }

    enum Step {
        case rateLimits
        case open(output: Int)
        case text(output: Int)
        case audio(output: Int)
        case close(output: Int)
        case end
    }

    /// - Parameter pace: `firstAudioMs` is the wait before the first output, `speed` and `chunkMs` shape the audio.
    init(
        id: String, settings: ResponseSettings, input: TokenCount, outputs: [Output], ending: Ending, pace: Pace,
        startedAt: Duration, limit: Limit = .none, announcesRateLimits: Bool
    ) {
        self.id = id
        self.settings = settings
        self.input = input
        self.startedAt = startedAt
        var outputs = outputs
        var ending = ending
        let isCut = limit.apply(to: &outputs)
        if isCut, case .tokens = limit { ending = .incomplete(reason: "max_output_tokens") }
        // A cut before any output leaves none.
        outputs.removeAll { $0.pieceLimit == 0 && $0.chunkLimit == 0 && !$0.isWhole }
        self.outputs = outputs
        self.ending = ending
        isStuck = limit.isForEver
        steps = []
        plan(pace, announcesRateLimits: announcesRateLimits)
    }

    private mutating func plan(_ pace: Pace, announcesRateLimits: Bool) {
        var timed: [(at: Double, step: Step)] = []
        let first = max(0, pace.firstAudioMs)
        if announcesRateLimits { timed.append((first / 2, .rateLimits)) }
        var clock = outputs.isEmpty ? min(first, 50) : first
        for index in outputs.indices {
            let output = outputs[index]
            // An item opens after the one before it has been closed.
            if index > 0 { clock += 5 }
            timed.append((clock, .open(output: index)))
            let textGap: Double
            let start = clock
            switch output.kind {
            case .text: textGap = 15
            case .call: textGap = 8
            case .speech(let speech):
                let chunkGap =
                    speech.encoding.milliseconds(ofBytes: speech.offsets.count > 1 ? speech.offsets[1] : 0)
                    / max(pace.speed, 0.01)
                // The transcript is ready well before the sound.
                textGap = Double(speech.chunks.count) * chunkGap * 0.6 / Double(max(output.pieces.count, 1))
                for chunk in 0..<output.chunkLimit {
                    timed.append((start + Double(chunk) * chunkGap, .audio(output: index)))
                    clock = start + Double(chunk) * chunkGap
                }
            }
            for piece in 0..<output.pieceLimit {
                // The first three pieces come before any audio.
                let at = start + Double(max(0, piece - 2)) * textGap
                timed.append((at, .text(output: index)))
                clock = max(clock, at)
            }
            if isStuck && !output.isPlannedWhole { break }
            clock += 10
            timed.append((clock, .close(output: index)))
        }
        if !isStuck { timed.append((clock, .end)) }
        // At one instant: opening, words, sound, closing. The sort is stable by index.
        let order = timed.enumerated().sorted { left, right in
            (left.element.at, left.element.step.rank, left.offset)
                < (right.element.at, right.element.step.rank, right.offset)
        }
        steps = order.map(\.element.step)
        due = order.map { startedAt + .milliseconds($0.element.at) }
    }

    var nextDeadline: Duration? { nextStep < due.count ? due[nextStep] : nil }

    /// The next step, if it is due.
    mutating func step(at now: Duration) -> Step? {
        guard nextStep < steps.count, due[nextStep] <= now else { return nil }
        defer { nextStep += 1 }
        return steps[nextStep]
    }

    mutating func cancel(reason: String) {
        ending = .cancelled(reason: reason)
        steps = []
        due = []
        nextStep = 0
    }

    /// Tokens of what has been sent.
    var outputTokens: TokenCount { outputs.reduce(TokenCount()) { $0 + $1.sentTokens } }
}

extension ResponseRun.Step {
    /// Rank at one instant within one output; outputs do not overlap in time.
    fileprivate var rank: Int {
        switch self {
        case .rateLimits: 0
        case .open: 1
        case .text: 2
        case .audio: 3
        case .close: 4
        case .end: 5
        }
    }
}

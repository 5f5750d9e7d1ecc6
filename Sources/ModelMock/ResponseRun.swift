import JSONText
import RealtimeProtocol
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
    private let pace: Pace
    private let limit: Limit
    /// Draws by how much each delta is late.
    private var jitter: SplitMix64
    /// gpt-realtime-2.x begins a call before it has closed what it says before.
    private let overlaps: Bool

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
        /// The arguments of an MCP tool are complete.
        case callTool(output: Int)
        case finishTool(output: Int)
        case end
    }

    /// - Parameter pace: `firstAudioMs` is the wait before the first output, `speed` and `chunkMs` shape the audio.
    init(
        id: String, settings: ResponseSettings, input: TokenCount, outputs: [Output], ending: Ending, pace: Pace,
        startedAt: Duration, limit: Limit = .none, announcesRateLimits: Bool,
        jitter: SplitMix64 = SplitMix64(seed: 0), overlaps: Bool = false
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
        self.pace = pace
        self.limit = limit
        self.jitter = jitter
        self.overlaps = overlaps
        steps = []
        let first = max(0, pace.firstAudioMs)
        if announcesRateLimits { add([(first / 2, .rateLimits)], from: startedAt) }
        schedule(from: 0, after: self.outputs.isEmpty ? min(first, 50) : first, at: startedAt)
    }

    /// What was decided in the middle of the response, when an MCP tool had answered: more to say, or to call.
    mutating func go(on more: [Output], at now: Duration) {
        var more = more
        if case .tokens(let count) = limit,
            Limit.tokens(max(0, count - outputTokens.total)).apply(to: &more)
        {
            ending = .incomplete(reason: "max_output_tokens")
            more.removeAll { $0.pieceLimit == 0 && $0.chunkLimit == 0 }
        }
        let index = outputs.count
        outputs += more
        schedule(from: index, after: 20, at: now)
    }

    /// The next of several outputs, when an MCP tool before it has answered.
    mutating func goOn(from index: Int, at now: Duration) { schedule(from: index, after: 20, at: now) }

    /// The tool answers so much later.
    mutating func awaitTool(_ index: Int, milliseconds: Double, at now: Duration) {
        add([(max(0, milliseconds), .finishTool(output: index))], from: now)
    }

    // MARK: When each piece is due

    /// Puts the outputs from that one on behind what is planned already, up to the first that has to wait for a tool.
    private mutating func schedule(from first: Int, after wait: Double, at base: Duration) {
        var timed: [(at: Double, step: Step)] = []
        var clock = wait
        var unclosed: Int?
        for index in outputs.indices.dropFirst(first) {
            // An item opens after the one before it has been closed.
            if index > first, unclosed == nil { clock += 5 }
            timed.append((clock, .open(output: index)))
            clock = stream(index, from: clock, into: &timed)
            if isStuck && !outputs[index].isPlannedWhole { break }
            clock += 10
            if outputs[index].isToolCall, outputs[index].isPlannedWhole {
                timed.append((clock, .callTool(output: index)))
                return add(timed, from: base)
            }
            if let earlier = unclosed { timed.append((clock, .close(output: earlier))) }
            unclosed = overlaps && isFollowedByCall(index) && unclosed == nil ? index : nil
            if unclosed == nil { timed.append((clock, .close(output: index))) }
        }
        if !isStuck { timed.append((clock, .end)) }
        add(timed, from: base)
    }

    private func isFollowedByCall(_ index: Int) -> Bool {
        guard index + 1 < outputs.count, case .call = outputs[index + 1].kind else { return false }
        if case .call = outputs[index].kind { return false }
        return true
    }

    /// - Returns: When the last piece is due.
    private func stream(_ index: Int, from start: Double, into timed: inout [(at: Double, step: Step)]) -> Double {
        let output = outputs[index]
        var clock = start
        let textGap: Double
        switch output.kind {
        case .text: textGap = pace.textGap ?? 15
        case .call, .tool: textGap = pace.textGap ?? 8
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
        return clock
    }

    private mutating func add(_ timed: [(at: Double, step: Step)], from base: Duration) {
        // At one instant: opening, words, sound, closing. The sort is stable by index.
        let order = timed.enumerated().sorted { left, right in
            (left.element.at, left.element.step.rank, left.offset)
                < (right.element.at, right.element.step.rank, right.offset)
        }
        for (_, element) in order {
            var at = base + .milliseconds(element.at)
            if pace.jitterMs > 0 {
                at += .milliseconds(Double.random(in: 0...pace.jitterMs, using: &jitter))
                // Late, but never before what comes first.
                at = max(at, due.last ?? at)
            }
            steps.append(element.step)
            due.append(at)
        }
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
    /// Rank at one instant within one output; where outputs overlap in time, what was opened first is closed first.
    fileprivate var rank: Int {
        switch self {
        case .rateLimits: 0
        case .open: 1
        case .text: 2
        case .audio: 3
        case .close: 4
        case .callTool, .finishTool: 5
        case .end: 6
        }
    }
}

extension Pace {
    /// Between two pieces of text, in ms.
    fileprivate var textGap: Double? { tokensPerSecond.map { 1_000 / max($0, 0.01) } }
}

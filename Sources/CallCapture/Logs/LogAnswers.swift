import JSONText
import RealtimeProtocol

/// Answers that stand in a log before what they answer: by a moment, where the logger is asynchronous, or by so much as the clocks of
/// two hosts differ whose logs were put together.
struct LogAnswers {
    /// What a client asks for and a service confirms.
    enum Kind: CaseIterable {
        case update, response, output, truncate, clear
    }

    enum Part {
        case none
        /// An answer to nothing that was asked so far.
        case early(Kind)
        case cause(Kind)
    }

    /// Asked and not answered yet.
    private var asked: [Kind: Int] = [:]
    /// The last answer that nothing had asked for.
    private var missing: [Kind: LogTime] = [:]
    private var lastCause: [Kind: LogTime] = [:]
    /// Turns that the service may answer by itself.
    private var ownTurns = 0
    private var createsByItself = true
    private var inOrder = 0
    /// From answers to what they answer, seconds.
    private var lags: [Double] = []
    /// From what would have been early causes to the answers behind them.
    private var gaps: [Double] = []
    /// What the client has from the service or the carrier, as far as they have said it, and what the client said before them.
    private var named: Set<Int> = []
    private var foretold: [Int: LogTime] = [:]
    private var leads: [Double] = []
    private var reactions = 0
    private var sounds = 0
    /// Of a carrier's audio: fifty a second, and as long as it is silence without an end.
    private var nested = TopLevelFields(capacity: 8)

    private static let mostLags = 64
    private static let mostNames = 4_096
    private static let mostSounds = 512
    /// Clocks that differ by more than this are no clocks, seconds.
    private static let mostSkew = 5.0

    mutating func part(of event: LogEvent, _ fields: TopLevelFields) -> Part {
        switch event.type {
        case .sessionUpdate?:
            learn(fields)
            return .cause(.update)
        case .sessionCreated?: learn(fields)
        case .sessionUpdated?:
            learn(fields)
            return answer(.update)
        case .responseCreate?: return .cause(.response)
        case .speechStopped?, .inputAudioCommitted?: if createsByItself { ownTurns = 1 }
        case .responseCreated?:
            if asked[.response, default: 0] == 0, ownTurns > 0 {
                ownTurns = 0
                return .none
            }
            return answer(.response)
        case .conversationItemCreate?: if LogAnswers.isOutput(fields) { return .cause(.output) }
        case .itemAdded?: if LogAnswers.isOutput(fields) { return answer(.output) }
        case .conversationItemTruncate?: return .cause(.truncate)
        case .itemTruncated?: return answer(.truncate)
        case .inputAudioBufferClear?: return .cause(.clear)
        case .inputAudioCleared?: return answer(.clear)
        default: break
        }
        return .none
    }

    private mutating func answer(_ kind: Kind) -> Part {
        guard let open = asked[kind], open > 0 else { return .early(kind) }
        asked[kind] = open - 1
        inOrder += 1
        return .none
    }

    /// An answer stayed without what it answers.
    mutating func note(early kind: Kind, at time: LogTime?) {
        if let cause = lastCause[kind], let gap = LogAnswers.seconds(from: cause, to: time), gaps.count < Self.mostLags
        {
            gaps.append(min(gap, 60))
            lastCause[kind] = nil
        }
        missing[kind] = time
    }

    mutating func note(cause kind: Kind, at time: LogTime?) {
        if let answer = missing[kind], let lag = LogAnswers.seconds(from: answer, to: time), lag <= Self.mostSkew {
            missing[kind] = nil
            lastCause[kind] = time
            if lags.count < Self.mostLags { lags.append(lag) }
        } else {
            asked[kind, default: 0] += 1
        }
    }

    /// What one side can only have from the other: ids, and the caller's audio as it came.
    mutating func note(names event: LogEvent, _ fields: TopLevelFields, at time: LogTime?) {
        switch event.type {
        case .outputItemAdded?:
            guard let item = fields["item"]?.json else { return }
            for id in [item["id"]?.string, item["call_id"]?.string] { if let id { name(id.hashValue, time) } }
        case .conversationItemTruncate?: if let id = fields["item_id"]?.string { react(id.hashValue, time) }
        case .conversationItemCreate? where LogAnswers.isOutput(fields):
            if let id = fields["item"]?.json?["call_id"]?.string { react(id.hashValue, time) }
        case .inputAudioBufferAppend?: if let sound = sound(fields["audio"]) { react(sound, time) }
        default:
            guard event.isMedia, event.direction == .up, sounds < Self.mostSounds, let media = fields["media"] else {
                return
            }
            if nested.scan(media.bytes), let sound = sound(nested["payload"]) { name(sound, time) }
        }
    }

    private mutating func sound(_ audio: RawJSON?) -> Int? {
        // Silence is the same everywhere.
        guard sounds < Self.mostSounds, let bytes = audio?.stringBytes, bytes.count > 64,
            bytes[8..<64].contains(where: { $0 != bytes[7] })
        else { return nil }
        sounds += 1
        var hasher = Hasher()
        hasher.combine(bytes: bytes)
        return hasher.finalize()
    }

    private mutating func name(_ thing: Int, _ time: LogTime?) {
        if named.count < Self.mostNames { named.insert(thing) }
        guard let earlier = foretold.removeValue(forKey: thing), leads.count < Self.mostLags else { return }
        if let lead = LogAnswers.seconds(from: earlier, to: time), lead <= Self.mostSkew { leads.append(lead) }
    }

    private mutating func react(_ thing: Int, _ time: LogTime?) {
        if named.contains(thing) {
            reactions += 1
        } else if let time, foretold[thing] == nil, foretold.count < Self.mostSounds {
            foretold[thing] = time
        }
    }

    /// By how much the clocks of the two sides differ at the least, seconds; nil where nothing says that they do.
    var skew: Double? {
        if leads.count > reactions, leads.sorted()[leads.count / 2] > 0.05 { return leads.max() }
        guard let least = lags.min(), let most = lags.max(), lags.count >= 2, lags.count > 3 * inOrder,
            most - least <= (lags.count > 2 ? 0.3 : 0.1)
        else { return nil }
        let lag = lags.reduce(0, +) / Double(lags.count)
        // A log that lacks what was asked looks the same, but then the next answer is the nearer one.
        let gap = gaps.isEmpty ? nil : gaps.reduce(0, +) / Double(gaps.count)
        return (gap ?? .infinity) > lag && lag > 0.02 ? most : nil
    }

    static func seconds(from first: LogTime, to second: LogTime?) -> Double? {
        guard let second, second.origin == first.origin, second.seconds >= first.seconds else { return nil }
        return second.seconds - first.seconds
    }

    private static func isOutput(_ fields: TopLevelFields) -> Bool {
        fields["item"]?.json?["type"] == "function_call_output"
    }

    private mutating func learn(_ fields: TopLevelFields) {
        guard let session = fields["session"]?.json else { return }
        guard let detection = session["audio"]?["input"]?["turn_detection"] ?? session["turn_detection"] else { return }
        createsByItself = !detection.isNull && detection["create_response"]?.bool ?? true
    }
}

/// Messages behind an answer that came before what it answers, as far as that may be among them.
struct LogSlip {
    private(set) var held: [LogOrder.Held]
    let kind: LogAnswers.Kind

    private static let most = 8
    /// Seconds that an asynchronous logger may be behind.
    private static let longest = 0.025

    init(_ answer: LogOrder.Held, _ kind: LogAnswers.Kind) {
        held = [answer]
        self.kind = kind
    }

    /// Whether a message that stands then is still near enough. Without times nobody can say.
    func reaches(_ time: LogTime?) -> Bool {
        guard let first = held.first?.message.time else { return false }
        return held.count <= Self.most && LogAnswers.seconds(from: first, to: time).map { $0 <= Self.longest } ?? false
    }

    mutating func hold(_ message: LogOrder.Held) { held.append(message) }

    var time: LogTime? { held.first?.message.time }
}

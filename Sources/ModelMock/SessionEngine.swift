import Durations
import JSONText
import RealtimeProtocol
import Scenarios
import SpeechAudio
import WebSocketWire

/// One Realtime session of a correct service: its settings, its conversation, its ear and its voice.
/// What the plan calls outcomes it takes for its own decisions; it knows nothing of faults on the wire.
struct SessionEngine {
    /// What leaves the engine, in order.
    enum Emission {
        case event(ServerMessage)
        case close(code: CloseCode?, reason: String)
    }

    let opening: SessionOpening
    let plan: ModelPlan
    let settings: MockSettings
    let speech: SharedSpeech
    let startedAt: Duration
    /// Age at which it expires.
    let limit: Duration
    /// Of the call that is going on.
    var now: Duration
    var writer: EventWriter
    var rules: RuleBook
    var jitter: SplitMix64
    var session: Session {
        didSet { transcribesLive = Self.transcribesLive(session) }
    }
    /// Asked at every append.
    private(set) var transcribesLive = false
    let conversationID: String
    var history: ConversationHistory
    var ear: TurnTaker
    /// The audio of the append that is being handled; kept to be filled again.
    var decoded: [UInt8] = []
    var scan = AppendScan()
    /// The default conversation's response first, if there is one, then those out of band.
    var runs: [ResponseRun] = []
    var transcriptions: [TranscriptionJob] = []
    /// What a model that writes along has written of the turn that goes on.
    var liveTranscript: LiveTranscript?
    var mcp: MCPDesk
    var waitingResponses: [WaitingResponse] = []
    /// By the id of the `mcp_approval_request`.
    var approvals: [String: PendingApproval] = [:]
    /// Answers that the service takes its time for.
    var lateErrors: [(due: Duration, error: ErrorDetail)] = []
    var rateLimitsDue: [Duration] = []
    var idleDeadline: Duration?
    var meter = UsageMeter()
    var rateBudget = RateBudget()
    var turns = TurnCounter()
    /// The item that the speech which is going on will become.
    var speechItemID: String?
    var isDeafToSpeech = false
    var speechIsStuck = false
    /// What the user wrote or said last, and in which item.
    var lastUserText = ""
    /// The voice is fixed by the first audio.
    var hasSpoken = false
    private(set) var isClosed = false
    /// The last event is being said: it must not end the session a second time.
    private var isEnding = false
    private var emissions: [Emission] = []

    var dialect: Dialect { writer.dialect }
    var profile: ServiceProfile { opening.profile }

    init(
        opening: SessionOpening, plan: ModelPlan, settings: MockSettings, speech: SharedSpeech, at time: Duration
    ) {
        self.opening = opening
        self.plan = plan
        self.settings = settings
        self.speech = speech
        startedAt = time
        now = time
        var random = SplitMix64(seed: settings.seed)
        writer = EventWriter(
            dialect: opening.dialect, unixStart: settings.unixTime, random: random.split(), profile: opening.profile)
        mcp = MCPDesk(plans: plan.mcp)
        rules = RuleBook(plan.rules, dice: random.split())
        jitter = random.split()
        let sessionID = writer.identifier(.session, at: time)
        conversationID = writer.identifier(.conversation, at: time)
        let profile = opening.profile
        limit = settings.sessionLimit ?? .seconds(60 * profile.sessionMinutes(in: opening.era))
        let announced = profile.announcedMinutes.map { Duration.seconds(60 * $0) } ?? limit
        session = opening.session(
            id: sessionID, expiresAt: settings.unixTime + Int(clamping: (time + announced).components.seconds))
        history = ConversationHistory(maximumAudioBytes: settings.retainedAudioBytes)
        ear = TurnTaker(
            encoding: session.inputEncoding, detection: session.turnDetection,
            maximumKeptBytes: settings.retainedAudioBytes, listener: speech.listener)
        transcribesLive = Self.transcribesLive(session)
    }

    /// Something waits to be taken.
    var hasSaid: Bool { !emissions.isEmpty }

    /// What has been said since the last call of this.
    mutating func takeEmissions() -> [Emission] {
        defer { emissions = [] }
        return emissions
    }

    // MARK: Speaking

    mutating func emit(_ type: EventType, obfuscated: Bool = false, _ members: [(String, JSON)]) {
        let text = writer.event(type, at: now, obfuscated: obfuscated, members)
        emit(type, text: text, audio: nil)
    }

    mutating func emit(_ type: EventType, text: String, audio: AudioEncoding?) {
        guard !isClosed else { return }
        emissions.append(
            .event(
                ServerMessage(
                    type: type.rawValue, text: text, audio: audio, turn: turns.turn, spokenTurn: turns.spokenTurn)))
        if rules.canEnd, !isEnding { endIfPlanned(events: [type.rawValue], direction: .down) }
    }

    mutating func emit(_ error: ErrorDetail) {
        emit(.error, [("error", Self.json(error))])
    }

    static func json(_ error: ErrorDetail) -> JSON {
        [
            "type": JSON(error.type ?? "invalid_request_error"), "code": JSON(error.code),
            "message": JSON(error.message ?? ""), "param": JSON(error.param), "event_id": JSON(error.eventID),
        ]
    }

    mutating func close(_ code: CloseCode?, reason: String) {
        guard !isClosed else { return }
        isClosed = true
        emissions.append(.close(code: code, reason: reason))
    }

    // MARK: Ending

    var elapsed: Duration { now - startedAt }

    func moment(_ events: [String], direction: Moment.Direction? = nil) -> Moment {
        Moment(
            events: events, direction: direction, turn: turns.turn, spokenTurn: turns.spokenTurn, elapsed: elapsed)
    }

    /// A scenario's error, with the names of this session in it.
    func named(_ error: ServiceError, item: String = "") -> ServiceError {
        error.naming(model: opening.model, session: session.id ?? "", item: item)
    }

    mutating func endIfPlanned(events: [String], direction: Moment.Direction?) {
        guard !isClosed else { return }
        switch rules.decide(moment(events, direction: direction), \.endsSession) {
        case .expire?: expire()
        case .close(let code, let reason)?:
            close(code.map { CloseCode(rawValue: UInt16(clamping: $0)) }, reason: reason)
        default: break
        }
    }

    mutating func expire() {
        let error = ErrorDetail.sessionExpired(after: limit)
        isEnding = true
        emit(error)
        close(.goingAway, reason: error.message ?? "")
    }

    // MARK: Time

    /// Says hello. The session's clock starts here.
    mutating func begin() {
        let isLegacy = dialect == .beta && opening.isTranscription
        emit(isLegacy ? .transcriptionSessionCreated : .sessionCreated, [("session", .object(session.fields))])
        // What an ephemeral key was made with.
        guard dialect == .ga, let tools = session.fields["tools"]?.array, !tools.isEmpty else { return }
        if let imports = try? mcp.define(tools, at: "session.tools") { importTools(of: imports) }
    }

    var nextDeadline: Duration? {
        guard !isClosed else { return nil }
        var next = startedAt + limit
        for run in runs { if let due = run.nextDeadline { next = min(next, due) } }
        for job in transcriptions { next = min(next, job.nextDeadline) }
        for late in lateErrors { next = min(next, late.due) }
        if let due = rateLimitsDue.first { next = min(next, due) }
        if let idleDeadline { next = min(next, idleDeadline) }
        if let due = mcp.nextDue { next = min(next, due) }
        if let due = rules.nextEnding(after: elapsed) { next = min(next, startedAt + due) }
        return next
    }

    /// Does what is due, in the order in which it is due.
    mutating func advance(to time: Duration) {
        while !isClosed, let due = nextDeadline, due <= time {
            now = max(now, due)
            perform()
        }
        wait(until: time)
    }

    /// Nothing is due until then.
    mutating func wait(until time: Duration) { now = max(now, time) }

    private mutating func perform() {
        if elapsed >= limit { return expire() }
        if rules.canEnd { endIfPlanned(events: [], direction: nil) }
        while let index = lateErrors.firstIndex(where: { $0.due <= now }) {
            emit(lateErrors.remove(at: index).error)
        }
        while let due = rateLimitsDue.first, due <= now {
            rateLimitsDue.removeFirst()
            emitRateLimits()
        }
        stepTranscriptions()
        if mcp.nextDue != nil { stepImports() }
        stepResponses()
        if let due = idleDeadline, due <= now { idleTimeout() }
    }
}

/// Turns as rules count them: a committed user turn, or a `response.create` that no committed turn was waiting for.
struct TurnCounter {
    private(set) var turn = 0
    private(set) var spokenTurn = 0
    private var isUnanswered = false

    init() {}

    init(turn: Int, spokenTurn: Int) {
        self.turn = turn
        self.spokenTurn = spokenTurn
    }

    mutating func speechStarted() { spokenTurn += 1 }

    mutating func committed() {
        turn += 1
        isUnanswered = true
    }

    mutating func responseAsked() {
        if !isUnanswered { turn += 1 }
        isUnanswered = false
    }
}

/// The tokens that an account may still use in this minute; never scarce here.
struct RateBudget {
    static let limit = 15_000_000
    private(set) var remaining = limit

    mutating func use(_ tokens: Int) { remaining = max(0, RateBudget.limit - tokens) }

    /// Seconds until the account is full again.
    var resetSeconds: Double {
        Double((RateBudget.limit - remaining) * 60_000 / RateBudget.limit) / 1_000
    }
}

extension ErrorDetail {
    /// The same, as the answer to one client event.
    func answering(_ eventID: String?) -> ErrorDetail {
        var error = self
        error.eventID = eventID
        return error
    }

    init(_ error: ServiceError, eventID: String? = nil) {
        self.init(
            type: error.type, code: error.code, message: error.message, param: error.param, eventID: eventID)
    }
}

extension Session {
    var inputEncoding: AudioEncoding { (inputFormat ?? .pcm).encoding }
    var outputEncoding: AudioEncoding { (outputFormat ?? .pcm).encoding }
}

extension AudioFormatSpec {
    var encoding: AudioEncoding {
        switch self {
        case .pcm, .other: .pcm24k
        case .pcmu: .pcmu
        case .pcma: .pcma
        }
    }

    /// As a retrieved item names it.
    var itemName: String {
        switch self {
        case .pcm, .other: "pcm16"
        case .pcmu: "g711_ulaw"
        case .pcma: "g711_alaw"
        }
    }
}

package import CallCapture
package import CallerSimulator
package import Diagnosis
import Durations
import JSONText
package import ModelMock
import RealtimeProtocol
package import ReferenceBridge
package import Scenarios
import TelephonyProtocol
import WebSocketWire

/// Calls through a bridge of ours without sockets: callers, bridges, model sessions, and a clock that jumps from deadline
/// to deadline. The capture is what a run on sockets would have written: each frame as it leaves or reaches the harness.
package struct VirtualBridgeCall {
    package struct Settings: Sendable {
        package var mock: MockSettings
        /// Of callers and hops; the mock has its own.
        package var seed: UInt64
        /// Nil: as many as the scenario says.
        package var calls: Int?
        /// One for each call, where they differ; those without a time of their own begin one after the other.
        package var parts: [CallPart] = []
        /// From one caller's beginning to the next one's.
        package var spacing: Duration
        /// One way, on each leg.
        package var hop: ClosedRange<Duration>
        /// How long a model connection may outlive its call before it counts as left behind.
        package var patience: Duration
        package var examination: ExaminationSettings

        package init(
            mock: MockSettings = .init(), seed: UInt64 = 1, calls: Int? = nil, spacing: Duration = .milliseconds(370),
            hop: ClosedRange<Duration> = .microseconds(300)...(.milliseconds(3)), patience: Duration = .seconds(5),
            examination: ExaminationSettings = .init()
        ) {
            self.mock = mock
            self.seed = seed
            self.calls = calls
            self.spacing = spacing
            self.hop = hop
            self.patience = patience
            self.examination = examination
        }
    }

    enum Event {
        case begin(call: Int), dial(call: Int)
        case atBridge(line: Int, BridgeEvent)
        case atCaller(line: Int, FromBridge)
        case atModel(line: Int, ModelLink, ToModel)
        case wakeCaller(Int), wakeBridge(line: Int), wakeModel(Int)
    }

    enum FromBridge {
        case message(WireMessage)
        case closed(CloseCode?, String)
        /// The bridge's answer to the carrier's close.
        case closeAnswered
    }

    enum ToModel {
        case open(query: String, HTTPHeaders)
        case message(WireMessage)
        case close(CloseCode?, String)
    }

    // Shared by nobody; classes, so that a look at one of them copies nothing.

    /// One phone connection and the bridge at its other end.
    final class Line {
        let call: Int
        var bridge: any BridgeMachine
        var isOpen = true
        /// Of this line's links, the session behind it.
        var sessions: [ModelLink: Int] = [:]
        var wakeAt: Duration?
        /// When the last message of each way arrives: order is kept.
        var arrivals: [Way: Duration] = [:]

        init(call: Int, bridge: any BridgeMachine) {
            self.call = call
            self.bridge = bridge
        }

        func nextDeadline() -> Duration? { Self.deadline(of: &bridge) }
        /// Whoever reads a property of a property of a class copies all of it, unless it may be changed.
        private static func deadline(of bridge: inout any BridgeMachine) -> Duration? { bridge.nextDeadline }
    }

    enum Way: Hashable {
        case phoneUp, phoneDown, modelUp(ModelLink), modelDown(ModelLink)
    }

    final class Caller {
        var call: SimulatedCall
        var line: Int?
        var isFinished = false
        var wakeAt: Duration?

        init(_ call: SimulatedCall) { self.call = call }

        func nextDeadline() -> Duration? { Self.deadline(of: &call) }
        private static func deadline(of call: inout SimulatedCall) -> Duration? { call.nextDeadline }
    }

    final class Session {
        var mock: ModelMock
        let line: Int
        let link: ModelLink
        var isOpen = true
        var wakeAt: Duration?
        let wire = ServerBytesReader()
        /// Bytes a second that the mock lets leave; nil: all.
        var rate: Int?

        init(mock: ModelMock, line: Int, link: ModelLink) {
            self.mock = mock
            self.line = line
            self.link = link
        }

        func nextDeadline() -> Duration? { Self.deadline(of: &mock) }
        private static func deadline(of mock: inout ModelMock) -> Duration? { mock.nextDeadline }
    }

    let settings: Settings
    let model: ModelPlan
    let speech: SharedSpeech
    let bridges: BridgeFactory
    /// What each call's webhook answers.
    let twiml: TwiML
    let answer: WebhookAnswer
    let log: CaptureLog
    var random: SplitMix64
    var agenda = Agenda<Event>()
    var callers: [Caller]
    /// Callers whose call is not over.
    var unfinished: Int
    var lines: [Line] = []
    var sessions: [Session] = []
    var now = Duration.zero
    var lastReason = ""

    /// - Parameters:
    ///   - voice: What the caller says, where a script names files; else the library's.
    ///   - bridges: Asked what is to be done with each call, and for a bridge for each phone connection.
    ///   - write: Takes the capture's lines.
    package static func run(
        scenario: Scenario, settings: Settings = .init(), speech: SharedSpeech,
        voice: CallerVoice? = nil, header: CaptureHeader,
        bridges: BridgeFactory, write: @escaping (UnsafeRawBufferPointer) -> Void
    ) throws -> Report {
        var examiner = Examiner(settings: settings.examination)
        try record(
            scenario: scenario, settings: settings, speech: speech, voice: voice, header: header, bridges: bridges
        ) {
            write($0)
            examiner.consume($0)
        }
        return try examiner.finish()
    }

    /// The same without a verdict, for who reads the lines as they come.
    package static func record(
        scenario: Scenario, settings: Settings = .init(), speech: SharedSpeech,
        voice: CallerVoice? = nil, header: CaptureHeader,
        bridges: BridgeFactory, write: @escaping (UnsafeRawBufferPointer) -> Void
    ) throws {
        guard scenario.model.door.isEmpty else {
            throw ExaminationError(
                message: "scenario \(scenario.id) has a `door`, and in virtual time there is no port",
                hint: "run it against a program, or with probe")
        }
        let voice = try voice ?? CallerVoice(steps: scenario.caller.steps, library: speech.library)
        let log = CaptureLog(header: header, write: write)
        var run = VirtualBridgeCall(
            scenario: scenario, settings: settings, speech: speech, voice: voice, log: log, bridges: bridges)
        run.play()
        log.finish()
    }

    private init(
        scenario: Scenario, settings: Settings, speech: SharedSpeech, voice: CallerVoice, log: CaptureLog,
        bridges: BridgeFactory
    ) {
        self.settings = settings
        model = scenario.model
        self.speech = speech
        self.log = log
        self.bridges = bridges
        let twiml = TwiML.parse(Array(bridges.twiml(host: Self.host).utf8), contentType: "text/xml")
        let answer = WebhookAnswer(twiml)
        (self.twiml, self.answer) = (twiml, answer)
        var random = SplitMix64(seed: settings.seed)
        let parts = settings.parts
        let calls = parts.isEmpty ? max(settings.calls ?? scenario.caller.calls, 1) : parts.count
        callers = (0..<calls).map { index in
            // One caller cannot be mistaken for another.
            let own = CallSettings(
                stream: answer.kind, parameters: answer.parameters, voicePrint: calls > 1 ? index : nil)
            return Caller(
                SimulatedCall(
                    settings: own, plan: parts.isEmpty ? scenario.caller : parts[index].caller,
                    voice: parts.isEmpty ? voice : parts[index].voice, seed: random.next()))
        }
        unfinished = calls
        self.random = random
    }

    // MARK: Time

    private mutating func play() {
        for index in callers.indices { if let begin = begin(of: index) { agenda.add(.begin(call: index), at: begin) } }
        var end: Duration?
        while let due = agenda.nextDue {
            if let end, due > end { break }
            now = max(now, due)
            if let event = agenda.popFirst() { handle(event) }
            if end == nil, unfinished == 0 { end = now + settings.patience }
            // By place: what a closure is given of these is a copy.
            if end != nil, sessions.indices.allSatisfy({ !sessions[$0].isOpen }) { break }
        }
        for (index, session) in sessions.enumerated() where session.isOpen {
            log.observe(
                at: now, ObservationKind.waited,
                [
                    "for": "close", "seconds": .number(settings.patience.seconds),
                    "connection": .string(Self.modelName(index)),
                ])
        }
        log.observe(at: now, ObservationKind.ended, ["reason": .string(lastReason)])
    }

    /// Nil: when the one before has ended.
    func begin(of call: Int) -> Duration? {
        guard !settings.parts.isEmpty else { return settings.spacing * call }
        return settings.parts[call].startAt ?? (call == 0 ? .zero : nil)
    }

    private mutating func handle(_ event: Event) {
        switch event {
        case .begin(let call): begin(call)
        case .dial(let call): dial(call)
        case .atBridge(let line, let event):
            guard lines[line].isOpen || !event.isFromCarrier else { return }
            if case .carrierClosed = event { lines[line].isOpen = false }
            act(lines[line].bridge.receive(event, at: now), line)
        case .atCaller(let line, let what): reachCaller(line, what)
        case .atModel(let line, let link, let what): reachModel(line, link, what)
        case .wakeCaller(let index):
            callers[index].wakeAt = nil
            act(callers[index].call.advance(to: now), index)
        case .wakeBridge(let line):
            lines[line].wakeAt = nil
            act(lines[line].bridge.advance(to: now), line)
        case .wakeModel(let index):
            sessions[index].wakeAt = nil
            guard sessions[index].isOpen else { return }
            act(sessions[index].mock.advance(to: now), session: index)
        }
    }

    /// - Parameter taking: What the bytes themselves need on a slow line.
    mutating func post(_ event: Event, _ way: Way, _ line: Int, taking: Duration = .zero) {
        let low = settings.hop.lowerBound
        let spread = settings.hop.upperBound - low
        let delay = low + spread * Double.random(in: 0...1, using: &random)
        let due = max(now + delay, lines[line].arrivals[way] ?? .zero) + taking
        lines[line].arrivals[way] = due
        agenda.add(event, at: due)
    }

    /// A machine that wants to be woken in the past has broken its promise; it must not stop the clock.
    static func wakeTime(_ deadline: Duration?, known: Duration?, now: Duration) -> Duration? {
        guard let deadline else { return nil }
        let due = deadline > now ? deadline : now + .milliseconds(1)
        if let known, known <= due { return nil }
        return due
    }

    // MARK: The bridge

    mutating func act(_ actions: [BridgeAction], _ line: Int) {
        for action in actions {
            switch action {
            case .connectModel(let link, let query, let headers):
                post(.atModel(line: line, link, .open(query: query, headers)), .modelUp(link), line)
            case .toCarrier(let message):
                if lines[line].isOpen { post(.atCaller(line: line, .message(message)), .phoneDown, line) }
            case .toModel(let link, let message):
                post(.atModel(line: line, link, .message(message)), .modelUp(link), line)
            case .closeCarrier(let code, let reason):
                guard lines[line].isOpen else { continue }
                lines[line].isOpen = false
                post(.atCaller(line: line, .closed(code, reason)), .phoneDown, line)
            case .closeModel(let link, let code, let reason):
                post(.atModel(line: line, link, .close(code, reason)), .modelUp(link), line)
            case .log: break
            }
        }
        if let due = Self.wakeTime(lines[line].nextDeadline(), known: lines[line].wakeAt, now: now) {
            lines[line].wakeAt = due
            agenda.add(.wakeBridge(line: line), at: due)
        }
    }

    // MARK: Names

    static let host = "bridge"
    static func phoneName(_ line: Int) -> String { "p\(line + 1)" }
    static func modelName(_ session: Int) -> String { "m\(session + 1)" }

    static func content(_ message: WireMessage) -> Frame.Content {
        switch message {
        case .text(let text): .text(text)
        case .binary(let bytes): .binary(bytes)
        }
    }
}

extension BridgeEvent {
    fileprivate var isFromCarrier: Bool {
        switch self {
        case .carrierOpened, .carrier, .carrierClosed: true
        case .modelOpened, .modelRefused, .model, .modelClosed: false
        }
    }
}

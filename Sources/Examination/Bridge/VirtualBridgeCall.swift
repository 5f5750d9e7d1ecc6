package import CallCapture
package import CallerSimulator
package import Diagnosis
import Durations
import JSONText
package import ModelMock
import RealtimeProtocol
package import ReferenceBridge
package import Scenarios
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

    private enum Event {
        case dial(call: Int)
        case atBridge(line: Int, BridgeEvent)
        case atCaller(line: Int, FromBridge)
        case atModel(line: Int, ModelLink, ToModel)
        case wakeCaller(Int), wakeBridge(line: Int), wakeModel(Int)
    }

    private enum FromBridge {
        case message(WireMessage)
        case closed(CloseCode?, String)
        /// The bridge's answer to the carrier's close.
        case closeAnswered
    }

    private enum ToModel {
        case open(query: String, HTTPHeaders)
        case message(WireMessage)
        case close(CloseCode?, String)
    }

    /// One phone connection and the bridge at its other end.
    private struct Line {
        var call: Int
        var bridge: any BridgeMachine
        var isOpen = true
        /// Of this line's links, the session behind it.
        var sessions: [ModelLink: Int] = [:]
        var wakeAt: Duration?
        /// When the last message of each way arrives: order is kept.
        var arrivals: [Way: Duration] = [:]
    }

    private enum Way: Hashable {
        case phoneUp, phoneDown, modelUp(ModelLink), modelDown(ModelLink)
    }

    private struct Caller {
        var call: SimulatedCall
        var line: Int?
        var isFinished = false
        var wakeAt: Duration?
    }

    private struct Session {
        var mock: ModelMock
        var line: Int
        var link: ModelLink
        var isOpen = true
        var wakeAt: Duration?
        let wire = ServerBytesReader()
        /// Bytes a second that the mock lets leave; nil: all.
        var rate: Int?
    }

    private let settings: Settings
    private let model: ModelPlan
    private let stream: CallerPlan.Stream
    private let speech: SharedSpeech
    private let makeBridge: (_ call: Int) -> any BridgeMachine
    private let recorder: RunRecorder
    private var random: SplitMix64
    private var agenda = Agenda<Event>()
    private var callers: [Caller]
    private var lines: [Line] = []
    private var sessions: [Session] = []
    private var now = Duration.zero
    private var lastReason = ""

    /// - Parameters:
    ///   - voice: What the caller says, where a script names files; else the library's.
    ///   - bridge: One for each phone connection, `call` from 1.
    ///   - write: Takes the capture's lines.
    package static func run(
        scenario: Scenario, settings: Settings = .init(), speech: SharedSpeech,
        voice: CallerVoice? = nil, header: CaptureHeader,
        bridge: @escaping (_ call: Int) -> any BridgeMachine, write: @escaping (UnsafeRawBufferPointer) -> Void
    ) throws -> Report {
        guard scenario.model.door.isEmpty else {
            throw ExaminationError(
                message: "scenario \(scenario.id) has a `door`, and in virtual time there is no port",
                hint: "run it against a program, or with probe")
        }
        let voice = try voice ?? CallerVoice(steps: scenario.caller.steps, library: speech.library)
        let recorder = RunRecorder(header: header, settings: settings.examination, write: write)
        var run = VirtualBridgeCall(
            scenario: scenario, settings: settings, speech: speech, voice: voice, recorder: recorder, bridge: bridge)
        run.play()
        return try recorder.finish()
    }

    private init(
        scenario: Scenario, settings: Settings, speech: SharedSpeech, voice: CallerVoice, recorder: RunRecorder,
        bridge: @escaping (Int) -> any BridgeMachine
    ) {
        self.settings = settings
        model = scenario.model
        stream = scenario.caller.stream
        self.speech = speech
        self.recorder = recorder
        makeBridge = bridge
        var random = SplitMix64(seed: settings.seed)
        let parts = settings.parts
        let calls = parts.isEmpty ? max(settings.calls ?? scenario.caller.calls, 1) : parts.count
        callers = (0..<calls).map { index in
            // One caller cannot be mistaken for another.
            let own = CallSettings(voicePrint: calls > 1 ? index : nil)
            return Caller(
                call: SimulatedCall(
                    settings: own, plan: parts.isEmpty ? scenario.caller : parts[index].caller,
                    voice: parts.isEmpty ? voice : parts[index].voice, seed: random.next()))
        }
        self.random = random
    }

    // MARK: Time

    private mutating func play() {
        for index in callers.indices { if let begin = begin(of: index) { agenda.add(.dial(call: index), at: begin) } }
        var end: Duration?
        while let due = agenda.nextDue {
            if let end, due > end { break }
            now = max(now, due)
            if let event = agenda.popFirst() { handle(event) }
            if end == nil, callers.allSatisfy(\.isFinished) { end = now + settings.patience }
            if end != nil, !sessions.contains(where: \.isOpen) { break }
        }
        for (index, session) in sessions.enumerated() where session.isOpen {
            recorder.observe(
                at: now, ObservationKind.waited,
                [
                    "for": "close", "seconds": .number(settings.patience.seconds),
                    "connection": .string(Self.modelName(index)),
                ])
        }
        recorder.observe(at: now, ObservationKind.ended, ["reason": .string(lastReason)])
    }

    /// Nil: when the one before has ended.
    private func begin(of call: Int) -> Duration? {
        guard !settings.parts.isEmpty else { return settings.spacing * call }
        return settings.parts[call].startAt ?? (call == 0 ? .zero : nil)
    }

    private mutating func handle(_ event: Event) {
        switch event {
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
    private mutating func post(_ event: Event, _ way: Way, _ line: Int, taking: Duration = .zero) {
        let low = settings.hop.lowerBound
        let spread = settings.hop.upperBound - low
        let delay = low + spread * Double.random(in: 0...1, using: &random)
        let due = max(now + delay, lines[line].arrivals[way] ?? .zero) + taking
        lines[line].arrivals[way] = due
        agenda.add(event, at: due)
    }

    /// A machine that wants to be woken in the past has broken its promise; it must not stop the clock.
    private func wakeTime(_ deadline: Duration?, known: Duration?) -> Duration? {
        guard let deadline else { return nil }
        let due = deadline > now ? deadline : now + .milliseconds(1)
        if let known, known <= due { return nil }
        return due
    }

    // MARK: The caller

    private mutating func dial(_ index: Int) {
        let call = callers[index].call
        var facts: JSONObject = [
            "call": JSON(index + 1), "connection": .string(Self.phoneName(lines.count)), "models": [],
            "callSid": .string(call.identity.callSid),
            "stream": .string((settings.parts.isEmpty ? stream : settings.parts[index].caller.stream).rawValue),
            "front": ["kind": "twilio"],
        ]
        if callers.count > 1 { facts["voicePrint"] = JSON(index) }
        recorder.observe(at: now, ObservationKind.call, facts)
        lines.append(Line(call: index, bridge: makeBridge(index + 1)))
        let line = lines.count - 1
        callers[index].line = line
        let request = HTTPRequestHead(
            method: "GET", target: "/media-stream",
            headers: [
                "Host": "bridge", "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
                "User-Agent": "Twilio.TmeWs/1.0",
            ])
        recorder.frame(
            at: now, direction: .up, connection: Self.phoneName(line), leg: .phone,
            OpenFrame.content(request: request, status: 101, responseHeaders: [:]))
        post(.atBridge(line: line, .carrierOpened(request)), .phoneUp, line)
        act(callers[index].call.opened(as: Self.phoneName(line), at: now), index)
    }

    private mutating func act(_ actions: [CallerAction], _ index: Int) {
        for action in actions {
            guard let line = callers[index].line else { continue }
            let name = Self.phoneName(line)
            func record(_ content: Frame.Content) {
                recorder.frame(at: now, direction: .up, connection: name, leg: .phone, content)
            }
            switch action {
            case .send(let message):
                record(Self.content(message))
                post(.atBridge(line: line, .carrier(message)), .phoneUp, line)
            case .close(let code, let reason):
                record(.close(code: code.map { Int($0.rawValue) }, reason: reason, by: .client))
                post(.atBridge(line: line, .carrierClosed(code: code.map { Int($0.rawValue) })), .phoneUp, line)
                post(.atCaller(line: line, .closeAnswered), .phoneDown, line)
            case .reset:
                record(.error("connection reset"))
                post(.atBridge(line: line, .carrierClosed(code: nil)), .phoneUp, line)
            case .reconnect:
                record(.error("connection reset"))
                post(.atBridge(line: line, .carrierClosed(code: nil)), .phoneUp, line)
                callers[index].line = nil
                agenda.add(.dial(call: index), at: now + .milliseconds(150))
            case .observe(let kind, let data): recorder.observe(at: now, kind, data)
            // In virtual time nobody waits for anybody.
            case .awaitsStep: break
            case .finished(let reason):
                callers[index].isFinished = true
                lastReason = reason
                if let next = callers.indices.first(where: {
                    $0 > index && begin(of: $0) == nil && callers[$0].line == nil
                }) {
                    agenda.add(.dial(call: next), at: now)
                }
            }
        }
        if let due = wakeTime(callers[index].call.nextDeadline, known: callers[index].wakeAt) {
            callers[index].wakeAt = due
            agenda.add(.wakeCaller(index), at: due)
        }
    }

    private mutating func reachCaller(_ line: Int, _ what: FromBridge) {
        let index = lines[line].call
        guard callers[index].line == line, !callers[index].isFinished else { return }
        let name = Self.phoneName(line)
        switch what {
        case .message(let message):
            let frame = recorder.frame(
                at: now, direction: .down, connection: name, leg: .phone, Self.content(message))
            act(callers[index].call.receive(message, frame: frame, at: now), index)
        case .closed(let code, let reason):
            recorder.frame(
                at: now, direction: .down, connection: name, leg: .phone,
                .close(code: code.map { Int($0.rawValue) }, reason: reason, by: .server))
            let how = code.map { "with \($0.rawValue)" } ?? "without a close frame"
            act(callers[index].call.closed("the bridge closed the connection \(how)", at: now), index)
        case .closeAnswered: act(callers[index].call.closed("closed", at: now), index)
        }
    }

    // MARK: The bridge

    private mutating func act(_ actions: [BridgeAction], _ line: Int) {
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
        if let due = wakeTime(lines[line].bridge.nextDeadline, known: lines[line].wakeAt) {
            lines[line].wakeAt = due
            agenda.add(.wakeBridge(line: line), at: due)
        }
    }

    // MARK: The model

    private mutating func reachModel(_ line: Int, _ link: ModelLink, _ what: ToModel) {
        if case .open(let query, let headers) = what { return open(line, link, query, headers) }
        guard let index = lines[line].sessions[link], sessions[index].isOpen else { return }
        let name = Self.modelName(index)
        switch what {
        case .open: break
        case .message(let message):
            recorder.frame(at: now, direction: .up, connection: name, Self.content(message))
            act(sessions[index].mock.receive(message, at: now), session: index)
        case .close(let code, let reason):
            recorder.frame(
                at: now, direction: .up, connection: name,
                .close(code: code.map { Int($0.rawValue) }, reason: reason, by: .client))
            sessions[index].mock.peerClosed(at: now)
            sessions[index].isOpen = false
            post(
                .atBridge(line: line, .modelClosed(link, code: code.map { Int($0.rawValue) })), .modelDown(link), line)
        }
    }

    private mutating func open(_ line: Int, _ link: ModelLink, _ query: String, _ headers: HTTPHeaders) {
        guard lines[line].sessions[link] == nil else { return }
        var asked: HTTPHeaders = [
            "Host": "model", "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        ]
        asked.append(contentsOf: headers)
        let request = HTTPRequestHead(
            method: "GET", target: settings.mock.profile.path + (query.isEmpty ? "" : "?\(query)"), headers: asked)
        var mockSettings = settings.mock
        // Each session has ids of its own.
        mockSettings.seed &+= UInt64(sessions.count) &* 7_919
        mockSettings.ordinal = 1 + sessions.count { lines[$0.line].call == lines[line].call }
        let call = lines[line].call
        let part = settings.parts.indices.contains(call) ? settings.parts[call] : nil
        let mock = ModelMock(
            request: SessionRequest(request), plan: part?.model ?? model, settings: mockSettings,
            speech: part?.speech ?? speech)
        sessions.append(Session(mock: mock, line: line, link: link))
        let index = sessions.count - 1
        lines[line].sessions[link] = index
        var opening = sessions[index].mock.open(at: now)[...]
        func record(_ content: Frame.Content) {
            recorder.frame(at: now, direction: .up, connection: Self.modelName(index), content)
        }
        switch opening.popFirst() {
        case .accept:
            record(OpenFrame.content(request: request, status: 101, responseHeaders: [:]))
            post(.atBridge(line: line, .modelOpened(link)), .modelDown(link), line)
            act(Array(opening), session: index)
        case .refuse(let status, let headers, let body):
            sessions[index].isOpen = false
            record(OpenFrame.content(request: request, status: status, responseHeaders: headers, body: body))
            post(.atBridge(line: line, .modelRefused(link, status: status)), .modelDown(link), line)
        default:
            sessions[index].isOpen = false
            record(.error("connection reset by peer"))
            post(.atBridge(line: line, .modelRefused(link, status: 0)), .modelDown(link), line)
        }
    }

    private mutating func act(_ actions: [MockAction], session index: Int) {
        let (line, link) = (sessions[index].line, sessions[index].link)
        let name = Self.modelName(index)
        for action in actions {
            switch action {
            case .send(let message):
                let taking = action.duration(at: sessions[index].rate)
                carry(sessions[index].wire.read(message), session: index, taking: taking)
            case .raw(let bytes):
                let taking = action.duration(at: sessions[index].rate)
                carry(sessions[index].wire.read(bytes: bytes), session: index, taking: taking)
            case .ignorePings: break
            case .slow(let rate): sessions[index].rate = rate
            case .halfClose:
                sessions[index].mock.peerClosed(at: now)
                recorder.frame(
                    at: now, direction: .down, connection: name, .close(code: nil, reason: "", by: .server))
                sessions[index].isOpen = false
                post(.atBridge(line: line, .modelClosed(link, code: nil)), .modelDown(link), line)
            case .close(let code, let reason):
                let number = code.map { Int($0.rawValue) }
                recorder.frame(
                    at: now, direction: .down, connection: name, .close(code: number, reason: reason, by: .server))
                sessions[index].isOpen = false
                post(.atBridge(line: line, .modelClosed(link, code: number)), .modelDown(link), line)
            case .reset:
                recorder.frame(at: now, direction: .down, connection: name, .error("connection reset by peer"))
                sessions[index].isOpen = false
                post(.atBridge(line: line, .modelClosed(link, code: nil)), .modelDown(link), line)
            case .accept, .refuse: break
            }
        }
        guard sessions[index].isOpen else { return }
        if let due = wakeTime(sessions[index].mock.nextDeadline, known: sessions[index].wakeAt) {
            sessions[index].wakeAt = due
            agenda.add(.wakeModel(index), at: due)
        }
    }

    /// What the bridge's WebSocket library makes of what the model side put on the wire.
    private mutating func carry(_ events: [WireEvent], session index: Int, taking: Duration) {
        let (line, link) = (sessions[index].line, sessions[index].link)
        for event in events where sessions[index].isOpen {
            func record(_ content: Frame.Content) {
                recorder.frame(at: now, direction: .down, connection: Self.modelName(index), content)
            }
            switch event {
            case .message(let message):
                record(Self.content(message))
                post(.atBridge(line: line, .model(link, message)), .modelDown(link), line, taking: taking)
            case .ping(let bytes): record(.ping(bytes))
            case .pong(let bytes): record(.pong(bytes, roundTrip: nil))
            case .close, .failed:
                var code: CloseCode?
                var words = "closed"
                if case .failed(let failure) = event {
                    (code, words) = (failure.code, "\(failure.description), closed with \(failure.code)")
                }
                record(.error(words))
                sessions[index].mock.peerClosed(at: now)
                sessions[index].isOpen = false
                post(
                    .atBridge(line: line, .modelClosed(link, code: code.map { Int($0.rawValue) })), .modelDown(link),
                    line)
            }
        }
    }

    // MARK: Names

    private static func phoneName(_ line: Int) -> String { "p\(line + 1)" }
    private static func modelName(_ session: Int) -> String { "m\(session + 1)" }

    private static func content(_ message: WireMessage) -> Frame.Content {
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

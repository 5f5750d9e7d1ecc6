import CallCapture
import Diagnosis
import Durations
import JSONText
import ModelMock
import RealtimeProtocol
import Scenarios
import Transport
import WebSocketWire

/// One connection: its engine, its channel, its capture.
final class MockSession: DeadlineQueue.Waiter {
    /// As captures name the connection: `m1`.
    let name: String
    let number: Int
    private unowned let service: MockService
    private let clock: RunClock
    private let deadlines: DeadlineQueue
    /// Nil without a control API.
    private let journal: MockJournal?
    private var engine: ModelMock
    private var scenario: Scenario
    private let opened: Duration
    private let request: HTTPRequestHead
    private var channel: WebSocketChannel?
    private var recorder: RunRecorder?
    /// For the control API.
    private(set) var tape: SessionTape?
    private var tapeLog: CaptureLog?
    private let wire = ServerBytesReader()
    /// Our half of TCP has ended: what is said from here on leaves nowhere.
    private var hasEndedOutput = false
    private var pinger: LoopTimer?
    /// Nil where time waits for nobody.
    private let keepup: Keepup?
    /// Somebody keeps or judges what crosses.
    private let isRecorded: Bool
    /// The deadline that the service has been told.
    private var armed: Duration?
    private var onEnd: ((SessionEnd?) -> Void)?
    private var ended: SessionEnd?

    /// - Parameter asked: The request with what an ephemeral key adds to it.
    init(
        number: Int, service: MockService, request: HTTPRequestHead, asked: SessionRequest, settings: MockSettings,
        scenario: Scenario
    ) {
        self.number = number
        self.service = service
        self.request = request
        self.scenario = scenario
        name = "m\(number)"
        clock = service.clock
        deadlines = service.deadlines
        journal = service.journal
        opened = clock.now
        keepup = clock.waits ? Keepup(service.loop, clock) : nil
        isRecorded = service.options.judges || service.options.control != nil || service.log != nil
        var settings = settings
        // Every session its own ids, every run of the server the same ones.
        settings.seed = settings.seed &+ UInt64(number)
        settings.unixTime += Int(clock.now.components.seconds)
        let part =
            service.options.cast?(number, request)
            ?? .init(plan: scenario.model, speech: service.options.speech, session: number)
        settings.ordinal = part.session
        engine = ModelMock(
            request: asked, plan: part.plan, settings: settings, speech: part.speech)
        if service.options.control != nil {
            let tape = SessionTape(budget: service.tapes)
            self.tape = tape
            let log = CaptureLog(header: MockService.header(service.options, scenario.id)) { [unowned tape] in
                tape.write($0)
            }
            tape.redacted = { log.redacted }
            tapeLog = log
        }
        guard service.options.judges else { return }
        recorder =
            service.log.map { RunRecorder(sharing: $0) }
            ?? RunRecorder(header: MockService.header(service.options, scenario.id), write: { _ in })
    }

    var isOpen: Bool { onEnd != nil && channel?.isOpen == true }

    /// The clock of the engine: it starts when the request arrives.
    private var now: Duration { clock.now - opened }

    func begin(_ request: IncomingRequest, onEnd: @escaping (SessionEnd?) -> Void) {
        self.onEnd = onEnd
        var rest = engine.open(at: now)[...]
        let first = rest.popFirst()
        journal?.request(self.request, status: first?.status, session: name, at: opened)
        switch first {
        case .accept(let subprotocol):
            request.upgrade(subprotocol: subprotocol) { channel in
                self.channel = channel
                // Until the channel's last event, behind which it lets go.
                channel.receive = { self.received($0) }
                recordOpening(status: 101, headers: channel.handshake.response?.head.headers ?? [:])
                // Before anything is read, for a client may ask in the very packet of its upgrade.
                schedulePing()
                perform(Array(rest))
            }
            rearm()
        case .refuse(let status, let headers, let body):
            let response = HTTPResponse(status: status, headers: headers, text: body, contentType: "application/json")
            recordOpening(status: status, headers: response.head.headers, body: body)
            noteFirings()
            request.respond(response)
            end()
        case .reset, .close, .send, .raw, .ignorePings, .halfClose, .slow, nil:
            request.reset()
            record(.down, .error("the upgrade was answered with a reset"))
            end()
        }
    }

    func advance(to now: Duration) {
        armed = nil
        perform(engine.advance(to: now - opened))
        rearm()
    }

    private func rearm() {
        guard onEnd != nil else { return }
        keepup?.follow(channel)
        guard engine.nextDeadline != armed else { return }
        armed = engine.nextDeadline
        deadlines.set(armed.map { $0 + opened }, for: number, self)
    }

    private func received(_ event: WebSocketChannel.Event) {
        switch event {
        case .text(let text):
            record(.up, .text(text))
            journal?.event(text, session: name, at: clock.now)
            perform(engine.receive(.text(text), at: now))
        case .binary(let bytes):
            record(.up, .binary(bytes))
            journal?.event(nil, session: name, at: clock.now)
            perform(engine.receive(.binary(bytes), at: now))
        case .ping(let bytes): record(.up, .ping(bytes))
        case .pong(let bytes, let roundTrip):
            if keepup?.takes(pong: bytes) != true { record(.up, .pong(bytes, roundTrip: roundTrip)) }
        case .drained: break
        case .closed(let closing):
            let side: Frame.Side = closing.by == .us ? .server : .client
            record(closing.by == .us ? .down : .up, .close(code: closing.code, reason: closing.reason, by: side))
            end()
        case .failed(let description):
            if let breach = channel?.breach {
                record(.down, .close(code: breach.code, reason: breach.reason, by: .server))
            } else {
                record(.up, .error(description))
            }
            end()
        }
        rearm()
    }

    private func perform(_ actions: [MockAction]) {
        for action in actions {
            switch action {
            case .send where hasEndedOutput, .raw where hasEndedOutput: break
            case .send(let message):
                if wire.isInUse { for event in wire.read(message) { record(event) } } else { record(.message(message)) }
                switch message {
                case .text(let text): channel?.send(text: text)
                case .binary(let bytes): channel?.send(binary: bytes)
                }
            case .raw(let bytes):
                for event in wire.read(bytes: bytes) { record(event) }
                channel?.sendRaw(bytes)
            case .ignorePings: channel?.answersPings = false
            case .halfClose:
                channel?.halfClose()
                hasEndedOutput = true
            case .slow(let rate): channel?.slow(to: rate)
            case .close(let code?, let reason): channel?.close(code: Int(code.rawValue), reason: reason)
            case .close(nil, _): channel?.closeWithoutFrame()
            case .reset: channel?.reset()
            case .accept, .refuse: break
            }
        }
        noteFirings()
    }

    private func noteFirings() {
        guard let journal else { return }
        for rule in engine.takeFirings() {
            journal.rule(rule, scenario.id, session: name, at: clock.now)
        }
    }

    /// What a client that keeps the rules makes of bytes that break them on purpose.
    private func record(_ event: WireEvent) {
        switch event {
        case .message(.text(let text)): record(.down, .text(text))
        case .message(.binary(let bytes)): record(.down, .binary(bytes))
        case .ping(let bytes): record(.down, .ping(bytes))
        case .pong(let bytes): record(.down, .pong(bytes, roundTrip: nil))
        case .close(let code, let reason):
            record(.down, .close(code: code.map { Int($0.rawValue) }, reason: reason, by: .server))
        case .failed(let failure): record(.down, .error("sent on purpose: \(failure.description)"))
        }
    }

    /// Recorded traffic of the service shows a ping about every 20.3 s.
    private func schedulePing() {
        pinger = service.loop.schedule(after: .milliseconds(20_300)) { [self] in
            guard let channel, channel.isOpen else { return }
            channel.ping()
            record(.down, .ping([]))
            schedulePing()
        }
    }

    private func record(_ direction: Direction, _ content: Frame.Content) {
        guard isRecorded, onEnd != nil else { return }
        tapeLog?.frame(at: clock.now, direction: direction, connection: name, leg: .model, content)
        if let recorder {
            recorder.frame(at: clock.now, direction: direction, connection: name, content)
        } else {
            service.log?.frame(at: clock.now, direction: direction, connection: name, leg: .model, content)
        }
    }

    private func recordOpening(status: Int, headers: HTTPHeaders, body: String? = nil) {
        record(.up, OpenFrame.content(request: request, status: status, responseHeaders: headers, body: body))
    }

    // MARK: Control

    /// Another scenario's rules from now on; what it says of pace and replies is for sessions that begin with it.
    func follow(_ scenario: Scenario) {
        self.scenario = scenario
        engine.replaceRules(scenario.model.rules)
        journal?.note("from now on the rules of \(scenario.id)", session: name, at: clock.now)
        rearm()
    }

    /// Says this now, past all rules.
    func inject(_ text: String) { perform([.send(.text(text))]) }

    func close(code: Int, reason: String) { channel?.close(code: code, reason: reason) }

    /// Without a close frame.
    func breakOff(byReset: Bool) {
        if byReset { channel?.reset() } else { channel?.closeWithoutFrame() }
    }

    /// - Parameter whole: With the findings.
    func description(whole: Bool) -> JSON {
        let report: Report?
        if let ended { report = ended.report } else { report = whole ? (try? tape?.examine().get()) : nil }
        var object: JSONObject = [
            "id": .string(name), "state": isOpen ? "open" : "ended", "scenario": .string(scenario.id),
            "model": JSON(model),
            "opened": .number((opened.seconds * 1e6).rounded() / 1e6),
            "seconds": .number(((ended?.seconds ?? now.seconds) * 1e3).rounded() / 1e3),
        ]
        if let report {
            object["verdict"] = .string(report.verdict.rawValue)
            object["primary"] = JSON(report.findings.first?.id)
        }
        object["line"] = ended.map { .string($0.line) }
        guard whole else { return .object(object) }
        object["request"] = .string(request.path)
        object["capture"] = [
            "bytes": JSON(tape?.bytes.count ?? 0), "frames": JSON(tape?.frames ?? 0), "lost": JSON(tape?.lost ?? 0),
        ]
        object["findings"] = .array(
            (report?.findings ?? []).map { ["id": .string($0.id), "summary": .string($0.summary)] })
        return .object(object)
    }

    // MARK: Ending

    /// The service ends, and has sent this close.
    func shutDown(code: Int, reason: String) {
        record(.down, .close(code: code, reason: reason, by: .server))
        end()
    }

    /// The connection is gone: judge what happened. Called once; later calls do nothing.
    private func end() {
        guard let onEnd else { return }
        self.onEnd = nil
        pinger?.cancel()
        keepup?.end()
        deadlines.set(nil, for: number, self)
        engine.peerClosed(at: now)
        let report = try? recorder?.finish()
        recorder = nil
        tapeLog = nil
        let end = SessionEnd(number: number, model: model, seconds: now.seconds, report: report)
        ended = end
        journal?.note("the session has ended", session: name, at: clock.now)
        onEnd(end)
    }

    /// What the URL asks for: a model, an Azure deployment, or an intent.
    private var model: String? {
        let asked = SessionRequest(request)
        return ["model", "deployment", "intent"].lazy.compactMap { asked.query($0) }.first { !$0.isEmpty }
    }
}

extension MockAction {
    /// Of the HTTP answer.
    fileprivate var status: Int? {
        switch self {
        case .accept: 101
        case .refuse(let status, _, _): status
        default: nil
        }
    }
}

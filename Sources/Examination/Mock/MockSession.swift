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
    private let number: Int
    private let connection: String
    private unowned let service: MockService
    private var engine: ModelMock
    private let opened: Duration
    private let request: HTTPRequestHead
    private var channel: WebSocketChannel?
    private var recorder: RunRecorder?
    private var pinger: LoopTimer?
    private var onEnd: ((SessionEnd?) -> Void)?

    init(number: Int, service: MockService, request: HTTPRequestHead) {
        self.number = number
        self.service = service
        self.request = request
        connection = "m\(number)"
        opened = service.now
        var settings = service.options.settings
        // Every session its own ids, every run of the server the same ones.
        settings.seed = settings.seed &+ UInt64(number)
        settings.unixTime += Int(service.now.components.seconds)
        engine = ModelMock(
            request: SessionRequest(request), plan: service.options.scenario.model, settings: settings,
            speech: service.options.speech)
        guard service.options.judges else { return }
        recorder =
            service.log.map { RunRecorder(sharing: $0) }
            ?? RunRecorder(header: MockService.header(service.options), write: { _ in })
    }

    /// The clock of the engine: it starts when the request arrives.
    private var now: Duration { service.now - opened }

    func begin(_ request: IncomingRequest, onEnd: @escaping (SessionEnd?) -> Void) {
        self.onEnd = onEnd
        var rest = engine.open(at: now)[...]
        switch rest.popFirst() {
        case .accept(let subprotocol):
            request.upgrade(subprotocol: subprotocol) { channel in
                self.channel = channel
                channel.receive = { [weak self] in self?.received($0) }
                recordOpening(status: 101, headers: channel.handshake.response?.head.headers ?? [:])
            }
            schedulePing()
            perform(Array(rest))
            rearm()
        case .refuse(let status, let headers, let body):
            let response = HTTPResponse(status: status, headers: headers, text: body, contentType: "application/json")
            recordOpening(status: status, headers: response.head.headers, body: body)
            request.respond(response)
            end()
        case .reset, .close, .send, nil:
            request.reset()
            record(.down, .error("the upgrade was answered with a reset"))
            end()
        }
    }

    func advance(to loopTime: Duration) {
        perform(engine.advance(to: service.clock.time(atLoop: loopTime) - opened))
        rearm()
    }

    private func rearm() {
        guard onEnd != nil else { return }
        service.deadlines.set(
            engine.nextDeadline.map { service.clock.loopTime(of: $0 + opened) }, for: number, self)
    }

    private func received(_ event: WebSocketChannel.Event) {
        switch event {
        case .text(let text):
            record(.up, .text(text))
            perform(engine.receive(.text(text), at: now))
        case .binary(let bytes):
            record(.up, .binary(bytes))
            perform(engine.receive(.binary(bytes), at: now))
        case .ping(let bytes): record(.up, .ping(bytes))
        case .pong(let bytes, let roundTrip): record(.up, .pong(bytes, roundTrip: roundTrip))
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
            case .send(.text(let text)):
                record(.down, .text(text))
                channel?.send(text: text)
            case .send(.binary(let bytes)):
                record(.down, .binary(bytes))
                channel?.send(binary: bytes)
            case .close(let code?, let reason): channel?.close(code: Int(code.rawValue), reason: reason)
            case .close(nil, _): channel?.closeWithoutFrame()
            case .reset: channel?.reset()
            case .accept, .refuse: break
            }
        }
    }

    /// Recorded traffic of the service shows a ping about every 20.3 s.
    private func schedulePing() {
        pinger = service.loop.schedule(after: .milliseconds(20_300)) { [weak self] in
            guard let self, let channel, channel.isOpen else { return }
            channel.ping()
            record(.down, .ping([]))
            schedulePing()
        }
    }

    private func record(_ direction: Direction, _ content: Frame.Content) {
        guard onEnd != nil else { return }
        if let recorder {
            recorder.frame(at: service.now, direction: direction, connection: connection, content)
        } else {
            service.log?.frame(at: service.now, direction: direction, connection: connection, leg: .model, content)
        }
    }

    private func recordOpening(status: Int, headers: HTTPHeaders, body: String? = nil) {
        record(.up, OpenFrame.content(request: request, status: status, responseHeaders: headers, body: body))
    }

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
        service.deadlines.set(nil, for: number, self)
        engine.peerClosed(at: now)
        let report = try? recorder?.finish()
        onEnd(SessionEnd(number: number, model: name, seconds: now.seconds, report: report))
    }

    /// What the URL asks for: a model, an Azure deployment, or an intent.
    private var name: String? {
        let asked = SessionRequest(request)
        return ["model", "deployment", "intent"].lazy.compactMap { asked.query($0) }.first { !$0.isEmpty }
    }
}

import CallCapture
import CallerSimulator
import Durations
import JSONText
import TelephonyProtocol
import Transport
import WebSocketWire

/// One call's carrier and caller on a real connection: carries out what the simulated call wants, records what crosses.
final class PhoneLeg: DeadlineQueue.Waiter {
    /// What all legs of a run share.
    struct Stage {
        var loop: EventLoop
        var clock: RunClock
        var log: CaptureLog
        var deadlines: DeadlineQueue
        var options: ConnectionOptions
        var signature: WebhookSignature
        /// Above it a bridge is not talking but flooding.
        var mostBytes: Int
    }

    let number: Int
    private let stage: Stage
    private var call: SimulatedCall
    private let target: StreamTarget
    /// A name for the next connection, announced to the capture.
    private let nextName: () -> String
    private let onObservation: (String, JSONObject) -> Void
    private var onFinished: ((String) -> Void)?
    var onOpen: () -> Void = {}
    /// The caller waits, and would do this next.
    var onStep: (String) -> Void = { _ in }
    private var channel: WebSocketChannel?
    private var attempt: ConnectionAttempt?
    private var name = ""
    private var received = 0
    private let keepup: Keepup
    /// The stream has been opened at least once.
    private(set) var wasOpen = false
    /// Why it could not be opened.
    private(set) var failure: TransportError?

    init(
        number: Int, _ stage: Stage, call: SimulatedCall, target: StreamTarget, nextName: @escaping () -> String,
        onObservation: @escaping (String, JSONObject) -> Void, onFinished: @escaping (String) -> Void
    ) {
        self.number = number
        self.stage = stage
        self.call = call
        self.target = target
        self.nextName = nextName
        self.onObservation = onObservation
        self.onFinished = onFinished
        keepup = Keepup(stage.loop, stage.clock)
    }

    /// How late our own frames were.
    var punctuality: Punctuality { call.punctuality }

    var isFinished: Bool { onFinished == nil }

    private var now: Duration { stage.clock.now }

    // MARK: The connection

    func dial() {
        name = nextName()
        var headers = HTTPHeaders()
        if let host = target.host {
            headers.append("Host", host)
            headers.append("X-Forwarded-Host", host)
            headers.append("X-Forwarded-Proto", "https")
        }
        for (name, value) in stage.signature.headers(url: target.signedURL) { headers.append(name, value) }
        attempt = WebSocketClient.connect(
            target.url, headers: headers, options: stage.options, loop: stage.loop, progress: { self.note($0) },
            completion: { self.connected($0) })
    }

    private func note(_ fact: ConnectionFact) {
        if let opening = OpenFrame.content(of: fact, bodyLimit: 4096) { record(.up, opening) }
    }

    private func connected(_ result: Result<WebSocketChannel, TransportError>) {
        attempt = nil
        guard onFinished != nil else {
            if case .success(let channel) = result { channel.close() }
            return
        }
        switch result {
        case .success(let channel):
            self.channel = channel
            if !wasOpen { onOpen() }
            wasOpen = true
            channel.receive = { [weak self] in self?.arrived($0) }
            perform(call.opened(at: now))
        case .failure(let error):
            failure = error
            if case .upgradeRefused = error {} else { record(.down, .error(error.explanation.message)) }
            finish("the phone connection could not be opened: \(error.explanation.message)")
        }
    }

    private func arrived(_ event: WebSocketChannel.Event) {
        switch event {
        case .text(let text):
            received += text.utf8.count
            receive(.text(text), .text(text))
        case .binary(let bytes):
            received += bytes.count
            receive(.binary(bytes), .binary(bytes))
        case .ping(let bytes): record(.down, .ping(bytes))
        case .pong(let bytes, let roundTrip):
            if !keepup.takes(pong: bytes) { record(.down, .pong(bytes, roundTrip: roundTrip)) }
        case .drained: break
        case .closed(let closing):
            let isOurs = closing.by == .us
            record(
                isOurs ? .up : .down,
                .close(code: closing.code, reason: closing.reason, by: isOurs ? .client : .server))
            let how = closing.code.map { "with \($0)" } ?? "without a close frame"
            perform(call.closed(isOurs ? "closed" : "the bridge closed the connection \(how)", at: now))
        case .failed(let description):
            record(.down, .error(description))
            perform(call.closed("the connection broke: \(description)", at: now))
        }
    }

    private func receive(_ message: WireMessage, _ content: Frame.Content) {
        guard received <= stage.mostBytes else {
            return hangUp("the bridge sent more than \(stage.mostBytes >> 20) MiB, which nobody could play")
        }
        let frame = record(.down, content)
        perform(call.receive(message, frame: frame, at: now))
    }

    // MARK: The simulated call

    func advance(to now: Duration) { perform(call.advance(to: now)) }

    /// The caller may go on: with the next thing, or, nil, with all that is left.
    func step(_ count: Int?) {
        guard onFinished != nil else { return }
        perform(call.step(count, at: now))
    }

    /// The run is to end: the caller hangs up, whatever the script says.
    func hangUp(_ reason: String) {
        guard onFinished != nil else { return }
        if channel == nil {
            attempt?.cancel()
            return finish(reason)
        }
        perform(call.hangUp(reason, at: now))
    }

    private func perform(_ actions: [CallerAction]) {
        for action in actions {
            switch action {
            case .send(let message): send(message)
            case .close(let code?, let reason): channel?.close(code: Int(code.rawValue), reason: reason)
            case .close(nil, _): channel?.closeWithoutFrame()
            case .reset: channel?.reset()
            case .reconnect: reconnect()
            case .observe(let kind, let data):
                stage.log.observe(at: now, kind, data)
                onObservation(kind, data)
            case .awaitsStep(let next): onStep(next)
            case .finished(let reason): finish(reason)
            }
        }
        guard onFinished != nil else { return }
        keepup.follow(channel)
        stage.deadlines.set(call.nextDeadline, for: number, self)
    }

    private func send(_ message: WireMessage) {
        switch message {
        case .text(let text):
            record(.up, .text(text))
            channel?.send(text: text)
        case .binary(let bytes):
            record(.up, .binary(bytes))
            channel?.send(binary: bytes)
        }
    }

    private func reconnect() {
        channel?.receive = { _ in }
        channel?.reset()
        channel = nil
        keepup.end()
        record(.up, .error("the carrier lost the connection"))
        dial()
    }

    private func finish(_ reason: String) {
        guard let onFinished else { return }
        self.onFinished = nil
        keepup.end()
        stage.deadlines.set(nil, for: number, self)
        // An end that the simulated call did not see coming leaves the connection open.
        if channel?.isOpen == true { channel?.reset() }
        onFinished(reason)
    }

    @discardableResult
    private func record(_ direction: Direction, _ content: Frame.Content) -> Int {
        stage.log.frame(at: now, direction: direction, connection: name, leg: .phone, content)
    }
}

import CallCapture
import Durations
import JSONText
import Transport
import WebSocketWire

/// One client's connection and its twin to the upstream: what comes from one is written down and goes to the other.
final class RecordedConnection {
    private let number: Int
    private unowned let proxy: RecordingProxy
    private let request: IncomingRequest
    private let opened: Duration
    private let recorder: RunRecorder
    private var attempt: ConnectionAttempt?
    private var exchange: HTTPExchange?
    private var client: WebSocketChannel?
    private var upstream: WebSocketChannel?
    /// The record is complete, though channels may still be closing.
    private var isOver = false
    private var onGone: (() -> Void)?

    init(number: Int, proxy: RecordingProxy, request: IncomingRequest) {
        self.number = number
        self.proxy = proxy
        self.request = request
        opened = proxy.now
        recorder = RunRecorder(sharing: proxy.log)
    }

    private var name: String { "\(proxy.options.leg == .model ? "m" : "p")\(number)" }

    private var model: String? {
        ["model", "deployment", "intent"].lazy.compactMap { self.request.head.query($0) }.first { !$0.isEmpty }
    }

    /// The upstream is asked first: its answer is the client's answer.
    func begin(onGone: @escaping () -> Void) {
        self.onGone = onGone
        guard case .webSocket(let offer) = request.kind else { return }
        attempt = WebSocketClient.connect(
            proxy.options.upstream.url(for: request.head), headers: UpstreamRoute.headersOnward(request.head),
            subprotocols: offer.subprotocols, options: proxy.options.connection, loop: proxy.loop,
            progress: { self.note($0) }, completion: { self.connected($0) })
    }

    private func note(_ fact: ConnectionFact) {
        if let (kind, data) = fact.observation {
            var data = data
            data["connection"] = .string(name)
            return recorder.observe(at: proxy.now, kind, data)
        }
        guard case .upgrade(let exchange, _, let took) = fact, let response = exchange.response else { return }
        self.exchange = exchange
        record(
            .up,
            OpenFrame.content(
                request: exchange.request, status: response.head.status, responseHeaders: response.head.headers,
                body: response.head.status == 101 ? nil : String(decoding: response.body, as: UTF8.self), took: took))
    }

    private func connected(_ result: Result<WebSocketChannel, TransportError>) {
        attempt = nil
        switch result {
        case .success(let upstream):
            guard !isOver else { return upstream.close(code: 1001) }
            join(upstream)
        case .failure(.upgradeRefused) where exchange?.response != nil: refuse()
        case .failure(let error):
            if case .badUpgrade(let host, let reason) = error {
                record(.down, .error("\(host) did not answer as a WebSocket server: \(reason)"))
            }
            let why = "the upstream cannot be used: \(error.explanation.message)"
            request.respond(.error(502, why))
            end(why)
            gone()
        }
    }

    /// Status, headers and body of the upstream, at most 64 KiB of it.
    private func refuse() {
        guard var answer = exchange?.response else { return }
        let back = UpstreamRoute.headersBack(answer.head)
        answer.head.headers = back
        request.respond(answer)
        end(nil)
        gone()
    }

    private func join(_ upstream: WebSocketChannel) {
        self.upstream = upstream
        let answer = exchange?.response?.head ?? HTTPResponseHead(status: 101)
        request.upgrade(subprotocol: upstream.subprotocol, headers: UpstreamRoute.headersBack(answer)) { client in
            self.client = client
            pass(from: client, to: upstream, .up)
            pass(from: upstream, to: client, .down)
        }
        guard client != nil else {
            record(.up, .close(code: nil, reason: "", by: .client))
            upstream.closeWithoutFrame()
            end("the client had gone before the upstream answered")
            return gone()
        }
        proxy.options.onSessionOpen(.init(number: number, model: model, peerAddress: request.peerAddress))
    }

    // MARK: Passing on

    private func pass(from source: WebSocketChannel, to target: WebSocketChannel, _ direction: Direction) {
        // Pongs are the far side's to send, so that its silence stays visible.
        source.answersPings = false
        let valve = Valve(source: source, target: target)
        source.receive = { [weak self, weak target] event in
            guard let self, let target else { return }
            received(event, direction, target, valve)
        }
    }

    private func received(
        _ event: WebSocketChannel.Event, _ direction: Direction, _ target: WebSocketChannel, _ valve: Valve
    ) {
        switch event {
        case .text(let text):
            record(direction, .text(text))
            target.send(text: text)
        case .binary(let bytes):
            record(direction, .binary(bytes))
            target.send(binary: bytes)
        case .ping(let bytes):
            record(direction, .ping(bytes))
            target.ping(bytes)
        case .pong(let bytes, let roundTrip):
            record(direction, .pong(bytes, roundTrip: roundTrip))
            target.pong(bytes)
        case .drained:
            // This side has taken what it was sent: the other may go on.
            return target.resumeReading()
        case .closed(let closing):
            closed(closing, direction, target)
        case .failed(let description):
            record(direction, .error(description))
            target.reset()
            end(nil)
        }
        valve.check()
        if client?.isGone ?? true, upstream?.isGone ?? true { gone() }
    }

    private func closed(_ closing: WebSocketChannel.Closing, _ direction: Direction, _ target: WebSocketChannel) {
        // Otherwise it is the answer to a close that was passed on.
        guard closing.by == .peer else { return }
        record(
            direction,
            .close(code: closing.code, reason: closing.reason, by: direction == .up ? .client : .server))
        if closing.isClean {
            target.close(code: closing.code, reason: closing.reason)
        } else {
            target.closeWithoutFrame()
        }
        end(nil)
    }

    private func record(_ direction: Direction, _ content: Frame.Content) {
        guard !isOver else { return }
        recorder.frame(at: proxy.now, direction: direction, connection: name, leg: proxy.options.leg, content)
    }

    // MARK: Ending

    /// The recorder ends before the session does.
    func shutDown() {
        attempt?.cancel()
        end("the recorder was stopped")
        upstream?.close(code: 1001, reason: "")
    }

    /// Nothing more is written down; what there is is judged. Called once; later calls do nothing.
    ///
    /// - Parameter reason: Why it ended, where no frame says so.
    private func end(_ reason: String?) {
        guard !isOver else { return }
        if let reason {
            recorder.observe(
                at: proxy.now, ObservationKind.ended, ["connection": .string(name), "reason": .string(reason)])
        }
        isOver = true
        let report = try? recorder.finish()
        proxy.options.onSessionEnd(
            SessionEnd(
                number: number, model: model, seconds: (proxy.now - opened).seconds, report: report, reason: reason))
    }

    private func gone() {
        let onGone = onGone
        self.onGone = nil
        onGone?()
    }
}

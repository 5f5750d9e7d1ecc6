import CallCapture
import JSONText
import ModelMock
import Transport
import WebSocketWire

/// One client's connection and its twin to the upstream: what comes from one goes to the other and is written down.
final class RecordedConnection {
    private unowned let proxy: RecordingProxy
    private let request: IncomingRequest
    private let name: String
    private var attempt: ConnectionAttempt?
    private var exchange: HTTPExchange?
    private var client: WebSocketChannel?
    private var upstream: WebSocketChannel?
    /// The record is complete, though channels may still be closing.
    private var isOver = false
    private var onGone: (() -> Void)?

    init(number: Int, proxy: RecordingProxy, request: IncomingRequest) {
        self.proxy = proxy
        self.request = request
        name = "\(proxy.options.leg == .model ? "m" : "p")\(number)"
        let model = ["model", "deployment", "intent"].lazy.compactMap { request.head.query($0) }.first { !$0.isEmpty }
        proxy.tape.opened(
            name, proxy.options.leg, request: request.head.requestLine,
            model: proxy.options.leg == .model ? model : nil, peer: request.peerAddress)
    }

    /// The upstream is asked first: its answer is the client's answer.
    func begin(onGone: @escaping () -> Void) {
        self.onGone = onGone
        guard case .webSocket(let offer) = request.kind else { return }
        let route = proxy.options.upstream
        var options = proxy.options.connection
        // Whether there is compression is for the two ends to agree on; how, for each side.
        options.offersDeflate = request.head.headers.all("Sec-WebSocket-Extensions").contains {
            $0.contains(DeflateParameters.extensionName)
        }
        attempt = WebSocketClient.connect(
            route.url(for: request.head), headers: route.headersOnward(request.head),
            subprotocols: offer.subprotocols, options: options, loop: proxy.loop,
            progress: { self.note($0) }, completion: { self.connected($0) })
    }

    private func note(_ fact: ConnectionFact) {
        guard !isOver else { return }
        if let (kind, data) = fact.observation { return proxy.tape.observe(name, kind, data) }
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
            guard !isOver else {
                upstream.close(code: 1001)
                return gone()
            }
            join(upstream)
        case .failure(.cancelled):
            request.reset()
            gone()
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
        answer.head.headers = UpstreamRoute.headersBack(answer.head)
        request.respond(answer)
        end(nil)
        gone()
    }

    private func join(_ upstream: WebSocketChannel) {
        self.upstream = upstream
        let answer = exchange?.response?.head ?? HTTPResponseHead(status: 101)
        request.upgrade(
            subprotocol: upstream.subprotocol, headers: UpstreamRoute.headersBack(answer),
            compressing: upstream.isCompressed
        ) { client in
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
        proxy.tape.joined(name)
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
        // On its way first, on the record second.
        switch event {
        case .text(let text):
            target.send(text: text)
            record(direction, .text(text))
        case .binary(let bytes):
            target.send(binary: bytes)
            record(direction, .binary(bytes))
        case .ping(let bytes):
            target.ping(bytes)
            record(direction, .ping(bytes))
        case .pong(let bytes, let roundTrip):
            target.pong(bytes)
            record(direction, .pong(bytes, roundTrip: roundTrip))
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
        proxy.tape.frame(name, proxy.options.leg, direction, content)
    }

    // MARK: Ending

    /// The recorder ends before the connection does.
    func shutDown() {
        end("the recorder was stopped")
        attempt?.cancel()
        upstream?.close(code: 1001, reason: "")
    }

    /// Nothing more is written down. Called once; later calls do nothing.
    ///
    /// - Parameter reason: Why it ended, where no frame says so.
    private func end(_ reason: String?) {
        guard !isOver else { return }
        isOver = true
        proxy.tape.ended(name, reason)
    }

    private func gone() {
        let onGone = onGone
        self.onGone = nil
        onGone?()
    }
}

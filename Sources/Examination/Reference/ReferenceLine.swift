import ReferenceBridge
import Transport
import WebSocketWire

/// One call of the reference bridge: its machine between a carrier's connection and those to the model that it asks for.
final class ReferenceLine: DeadlineQueue.Waiter {
    private let number: Int
    private unowned let service: ReferenceService
    private var machine: any BridgeMachine
    private var carrier: WebSocketChannel?
    private var models: [ModelLink: WebSocketChannel] = [:]
    private var attempts: [ModelLink: ConnectionAttempt] = [:]
    private var onEnd: (() -> Void)?

    init(_ number: Int, _ service: ReferenceService, onEnd: @escaping () -> Void) {
        self.number = number
        self.service = service
        self.onEnd = onEnd
        machine = service.options.bridges.bridge(call: number)
    }

    func begin(_ request: IncomingRequest) {
        let head = request.head
        request.upgrade { channel in
            carrier = channel
            channel.receive = { [weak self] in self?.fromCarrier($0) }
        }
        guard carrier != nil else { return end() }
        happened(.carrierOpened(head))
    }

    func advance(to now: Duration) { perform(machine.advance(to: now)) }

    func shutDown() {
        for channel in models.values { channel.close(code: 1001) }
        for attempt in attempts.values { attempt.cancel() }
        end()
    }

    // MARK: What happens

    private func fromCarrier(_ event: WebSocketChannel.Event) {
        switch event {
        case .text(let text): happened(.carrier(.text(text)))
        case .binary(let bytes): happened(.carrier(.binary(bytes)))
        case .ping, .pong, .drained: break
        case .closed(let closing): carrierIsGone(closing.code)
        case .failed: carrierIsGone(nil)
        }
    }

    private func carrierIsGone(_ code: Int?) {
        carrier = nil
        happened(.carrierClosed(code: code))
        endWhenAlone()
    }

    private func fromModel(_ link: ModelLink, _ event: WebSocketChannel.Event) {
        switch event {
        case .text(let text): happened(.model(link, .text(text)))
        case .binary(let bytes): happened(.model(link, .binary(bytes)))
        case .ping, .pong, .drained: break
        case .closed(let closing): modelIsGone(link, closing.code)
        case .failed: modelIsGone(link, nil)
        }
    }

    private func modelIsGone(_ link: ModelLink, _ code: Int?) {
        models[link] = nil
        happened(.modelClosed(link, code: code))
        endWhenAlone()
    }

    private func happened(_ event: BridgeEvent) {
        guard onEnd != nil else { return }
        perform(machine.receive(event, at: service.clock.now))
    }

    // MARK: What is done

    private func perform(_ actions: [BridgeAction]) {
        for action in actions {
            switch action {
            case .connectModel(let link, let query, let headers): connect(link, query, headers)
            case .toCarrier(let message): carrier?.send(message)
            case .toModel(let link, let message): models[link]?.send(message)
            case .closeCarrier(let code, let reason): carrier?.end(code, reason)
            case .closeModel(let link, let code, let reason):
                models[link]?.end(code, reason)
                attempts.removeValue(forKey: link)?.cancel()
            case .log(let line): service.options.onLog("call \(number): \(line)")
            }
        }
        guard onEnd != nil else { return }
        service.deadlines.set(machine.nextDeadline, for: number, self)
    }

    private func connect(_ link: ModelLink, _ query: String, _ headers: HTTPHeaders) {
        let url = service.options.modelURL + (query.isEmpty ? "" : "?" + query)
        attempts[link] = WebSocketClient.connect(
            url, headers: headers, options: service.options.connection, loop: service.loop
        ) { [self] result in
            attempts[link] = nil
            switch result {
            case .success(let channel):
                guard onEnd != nil else { return channel.close() }
                models[link] = channel
                channel.receive = { [weak self] in self?.fromModel(link, $0) }
                happened(.modelOpened(link))
            case .failure(let error):
                var status = 0
                if case .upgradeRefused(let number, _) = error { status = number }
                if error != .cancelled {
                    service.options.onLog("call \(number): the model cannot be reached: \(error.explanation.message)")
                }
                happened(.modelRefused(link, status: status))
                endWhenAlone()
            }
        }
    }

    /// Both legs are down, or were never up.
    private func endWhenAlone() {
        if carrier == nil, models.isEmpty, attempts.isEmpty { end() }
    }

    private func end() {
        guard let onEnd else { return }
        self.onEnd = nil
        service.deadlines.set(nil, for: number, self)
        onEnd()
    }
}

extension WebSocketChannel {
    fileprivate func send(_ message: WireMessage) {
        switch message {
        case .text(let text): send(text: text)
        case .binary(let bytes): send(binary: bytes)
        }
    }

    fileprivate func end(_ code: CloseCode?, _ reason: String) {
        if let code { close(code: Int(code.rawValue), reason: reason) } else { closeWithoutFrame() }
    }
}

package import CallCapture
package import Diagnosis
import JSONText
package import SpeechAudio
package import Transport
import WebSocketWire

/// A probe over real sockets: carries out what the prober wants and records all that happens.
package final class ProbeRun: DeadlineQueue.Waiter {
    private let loop: EventLoop
    private let plan: ProbePlan
    private var target: ProbeTarget
    private let recorder: RunRecorder
    private let clock: RunClock
    private let deadlines: DeadlineQueue
    private let speech: SpeechLibrary
    private var prober: Prober?
    private var channel: WebSocketChannel?
    /// When name, TCP, proxy and TLS were done with: what comes after is the handshake's time.
    private var wayEnded = Duration.zero
    private var completion: ((Result<Report, ExaminationError>) -> Void)?
    /// Why there was no conversation at all.
    package private(set) var failure: TransportError?
    /// What a person may want to see while it runs.
    package var onProgress: (ProbeProgress) -> Void = { _ in }

    package enum ProbeProgress: Sendable, Equatable {
        case section(ProbeSection)
        case message(direction: Direction, text: String)
    }

    package init(_ loop: EventLoop, plan: ProbePlan, target: ProbeTarget, speech: SpeechLibrary, recorder: RunRecorder)
    {
        self.loop = loop
        self.plan = plan
        self.target = target
        self.speech = speech
        self.recorder = recorder
        clock = RunClock(loop)
        deadlines = DeadlineQueue(loop, clock)
    }

    /// The capture's clock starts with the run.
    private var now: Duration { clock.now }

    /// - Parameter completion: Called once, on the loop.
    package func start(completion: @escaping (Result<Report, ExaminationError>) -> Void) {
        self.completion = completion
        bracket(.environment, "begin")
        observe(ObservationKind.environment, target.environment)
        bracket(.environment, "end")
        if let url = target.modelsURL, plan.sections.contains(.models) { return askForModels(url) }
        let reason = plan.sections.contains(.models) ? "a key and an OpenAI endpoint are needed" : "it was left out"
        observe(
            ObservationKind.section,
            ["section": "models", "phase": "skip", "reason": .string(reason), "asked": true])
        connect()
    }

    /// Ctrl-C: says goodbye and judges what there is.
    package func interrupt() {
        guard completion != nil else { return }
        channel?.close()
        guard prober != nil else { return giveUp(CutShort.interrupted, after: stage) }
        observe(ObservationKind.ended, ["reason": .string(CutShort.interrupted)])
        act { $0.closed(CutShort.interrupted, at: self.now) }
    }

    /// The last section that began, before the prober takes over.
    private var stage = ProbeSection.environment

    private func askForModels(_ url: String) {
        bracket(.models, "begin")
        var options = target.connection
        // The list is a courtesy; and who is silent to it is not waited for as long again.
        options.timeouts.response = min(options.timeouts.response, .seconds(4))
        HTTPClient.request("GET", url, headers: target.headers, options: options, loop: loop) { result in
            switch result {
            case .success(let exchange): self.noteModels(exchange)
            case .failure(let error):
                if error.isSilence(in: .response) {
                    self.target.connection.timeouts.response = min(
                        self.target.connection.timeouts.response, .seconds(5))
                }
                self.observe(
                    ObservationKind.models, ["error": .string(error.explanation.message)])
            }
            self.bracket(.models, "end")
            self.connect()
        }
    }

    private func noteModels(_ exchange: HTTPExchange) {
        guard let response = exchange.response else { return }
        let listed = (try? JSON(parsing: response.body))?["data"]?.array?.compactMap { $0["id"]?.string }
        var data: JSONObject = ["status": .init(response.head.status), "model": .string(plan.model)]
        data["listed"] = listed.map { .bool($0.contains(plan.model)) }
        observe(ObservationKind.models, data)
        noteClock(response.head.headers)
    }

    private func noteClock(_ headers: HTTPHeaders) {
        guard let date = headers["Date"], let seconds = HTTPDate.unixSeconds(date) else { return }
        let skew = Double(seconds) - Double(Surroundings.unixMilliseconds) / 1000
        observe(ObservationKind.clockSkew, ["seconds": .number((skew * 10).rounded() / 10)])
    }

    private func connect() {
        guard completion != nil else { return }
        bracket(.network, "begin")
        WebSocketClient.connect(
            target.url, headers: target.headers, options: target.connection, loop: loop,
            progress: { self.note($0) }, completion: { self.connected($0) })
    }

    private func note(_ fact: ConnectionFact) {
        if let (kind, data) = fact.observation {
            wayEnded = now
            return observe(kind, data)
        }
        guard case .upgrade(let exchange, _, _) = fact, let response = exchange.response,
            let opening = OpenFrame.content(of: fact)
        else { return }
        bracket(.network, "end", at: wayEnded)
        noteClock(response.head.headers)
        record(.up, opening)
    }

    private func connected(_ result: Result<WebSocketChannel, TransportError>) {
        guard completion != nil else {
            if case .success(let channel) = result { channel.close() }
            return
        }
        switch result {
        case .success(let channel):
            self.channel = channel
            channel.receive = { [weak self] in self?.received($0) }
            var prober = Prober(plan: plan, speech: speech, started: now)
            let actions = prober.opened(at: now)
            self.prober = prober
            perform(actions)
        case .failure(.upgradeRefused(let status, let body)):
            failure = .upgradeRefused(status: status, body: body)
            giveUp("the upgrade was answered with HTTP \(status)", after: .handshake)
        case .failure(.badUpgrade(let host, let reason)):
            failure = .badUpgrade(host: host, reason: reason)
            record(.down, .error("\(host) did not answer as a WebSocket server: \(reason)"))
            giveUp(reason, after: .handshake)
        case .failure(let error) where error.isSilence(in: .upgrade):
            failure = error
            bracket(.network, "end", at: wayEnded)
            giveUp(error.explanation.message, after: .handshake, since: wayEnded)
        case .failure(let error):
            // Not a byte came, so there is no frame: the observations say how far it went.
            failure = error
            bracket(.network, "end", error.explanation.message)
            giveUp(error.explanation.message, after: .network)
        }
    }

    /// There was never a conversation: every later section is skipped, for this reason.
    private func giveUp(_ reason: String, after last: ProbeSection, since begin: Duration? = nil) {
        if last == .handshake { bracket(.handshake, "begin", at: begin) }
        if last == .handshake || reason == CutShort.interrupted { bracket(last, "end", reason) }
        for section in ProbeSection.allCases where section > last && plan.sections.contains(section) {
            bracket(section, "skip", reason)
        }
        observe(ObservationKind.ended, ["reason": .string(reason)])
        finish()
    }

    private func received(_ event: WebSocketChannel.Event) {
        switch event {
        case .text(let text):
            record(.down, .text(text))
            onProgress(.message(direction: .down, text: text))
            act { $0.receive(text, at: self.now) }
        case .binary(let bytes): record(.down, .binary(bytes))
        case .ping(let bytes): record(.down, .ping(bytes))
        case .pong(let bytes, let roundTrip): record(.down, .pong(bytes, roundTrip: roundTrip))
        case .drained: break
        case .closed(let closing):
            record(
                closing.by == .us ? .up : .down,
                .close(code: closing.code, reason: closing.reason, by: closing.by == .us ? .client : .server))
            let how = closing.code.map { "with \($0)" } ?? "without a close frame"
            act { $0.closed("the service closed the connection \(how)", at: self.now) }
        case .failed(let description):
            record(.down, .error(description))
            act { $0.closed(description, at: self.now) }
        }
    }

    func advance(to now: Duration) { act { $0.advance(to: now) } }

    private func act(_ step: (inout Prober) -> [ProbeAction]) {
        guard var prober else { return }
        let actions = step(&prober)
        self.prober = prober
        perform(actions)
    }

    private func perform(_ actions: [ProbeAction]) {
        for action in actions {
            switch action {
            case .send(let text):
                record(.up, .text(text))
                onProgress(.message(direction: .up, text: text))
                channel?.send(text: text)
            case .close(let code, let reason): channel?.close(code: code, reason: reason)
            case .observe(let kind, let data):
                observe(kind, data)
                if data["phase"] == "begin", let section = data["section"]?.string.flatMap(ProbeSection.init) {
                    onProgress(.section(section))
                }
            case .finished: return finish()
            }
        }
        guard completion != nil, let prober else { return }
        deadlines.set(prober.nextDeadline, for: 0, self)
    }

    private func finish() {
        guard let completion else { return }
        self.completion = nil
        deadlines.set(nil, for: 0, self)
        prober = nil
        do throws(ExaminationError) {
            completion(.success(try recorder.finish()))
        } catch {
            completion(.failure(error))
        }
    }

    /// The capture ends with the verdict: what comes after it, such as the close of an interrupted run, is in no file.
    private func record(_ direction: Direction, _ content: Frame.Content) {
        guard completion != nil else { return }
        recorder.frame(at: now, direction: direction, content)
    }

    private func observe(_ kind: String, _ data: JSONObject, at time: Duration? = nil) {
        guard completion != nil else { return }
        recorder.observe(at: time ?? now, kind, data)
    }

    private func bracket(_ section: ProbeSection, _ phase: String, _ reason: String? = nil, at time: Duration? = nil) {
        var data: JSONObject = ["section": .string(section.rawValue), "phase": .string(phase)]
        data["reason"] = reason.map { .string($0) }
        observe(ObservationKind.section, data, at: time)
        guard phase == "begin" else { return }
        stage = section
        onProgress(.section(section))
    }
}

import CallCapture
package import Diagnosis
import JSONText
package import Replay
package import Transport
package import WebSocketWire

/// A recorded client against a service, over a real socket: sends what it sent, and records what comes of it.
package final class ModelReplayRun: DeadlineQueue.Waiter {
    private let loop: EventLoop
    private let deadlines: DeadlineQueue
    private let recorder: RunRecorder
    private let clock: RunClock
    private var client: ClientReplay
    private var channel: WebSocketChannel?
    private var timer: LoopTimer?
    private var completion: ((Result<Report, ExaminationError>) -> Void)?
    /// Why there was no conversation.
    package private(set) var failure: TransportError?
    package var onProgress: (_ sent: Int, _ all: Int) -> Void = { _, _ in }

    package init(_ loop: EventLoop, client: ClientReplay, recorder: RunRecorder) {
        self.loop = loop
        self.client = client
        self.recorder = recorder
        clock = RunClock(loop)
        deadlines = DeadlineQueue(loop, clock)
    }

    package var impatience: [String] { client.impatience }
    private var now: Duration { clock.now }

    /// - Parameters:
    ///   - limit: Of the whole run.
    ///   - completion: Called once, on the loop.
    package func start(
        _ url: String, headers: HTTPHeaders, options: ConnectionOptions, limit: Duration,
        completion: @escaping (Result<Report, ExaminationError>) -> Void
    ) {
        self.completion = completion
        timer = loop.schedule(after: limit) { [weak self] in self?.end("the time limit of the run was reached") }
        WebSocketClient.connect(
            url, headers: headers, options: options, loop: loop, progress: { self.note($0) },
            completion: { self.connected($0) })
    }

    /// Ctrl-C: what there is is judged.
    package func interrupt() { end("the run was interrupted") }

    private func note(_ fact: ConnectionFact) {
        if let opening = OpenFrame.content(of: fact) { record(.up, opening) }
    }

    private func connected(_ result: Result<WebSocketChannel, TransportError>) {
        switch result {
        case .success(let channel):
            guard completion != nil else { return channel.close() }
            self.channel = channel
            channel.receive = { [weak self] in self?.received($0) }
            client.opened(at: now)
            wait()
        case .failure(let error):
            failure = error
            end(error.explanation.message)
        }
    }

    private func received(_ event: WebSocketChannel.Event) {
        switch event {
        case .text(let text):
            record(.down, .text(text))
            act { $0.receive(text, at: self.now) }
        case .binary(let bytes): record(.down, .binary(bytes))
        case .ping(let bytes): record(.down, .ping(bytes))
        case .pong(let bytes, let roundTrip): record(.down, .pong(bytes, roundTrip: roundTrip))
        case .drained: break
        case .closed(let closing):
            record(
                closing.by == .us ? .up : .down,
                .close(code: closing.code, reason: closing.reason, by: closing.by == .us ? .client : .server))
            end(closing.by == .us ? "everything was sent" : "the service closed the connection")
        case .failed(let description):
            record(.down, .error(description))
            end(description)
        }
    }

    package func advance(to now: Duration) { act { $0.advance(to: now) } }

    private func act(_ step: (inout ClientReplay) -> [ClientReplay.Action]) {
        guard completion != nil else { return }
        for action in step(&client) {
            switch action {
            case .send(let text):
                record(.up, .text(text))
                channel?.send(text: text)
            case .close: channel?.close(code: 1_000, reason: "")
            }
        }
        onProgress(client.progress.sent, client.progress.all)
        wait()
    }

    private func wait() { deadlines.set(client.nextDeadline, for: 0, self) }

    private func record(_ direction: Direction, _ content: Frame.Content) {
        guard completion != nil else { return }
        recorder.frame(at: now, direction: direction, content)
    }

    private func end(_ reason: String) {
        guard let completion else { return }
        recorder.observe(at: now, ObservationKind.ended, ["reason": .string(reason)])
        self.completion = nil
        timer?.cancel()
        deadlines.set(nil, for: 0, self)
        client.closed()
        channel?.close()
        do throws(ExaminationError) {
            completion(.success(try recorder.finish()))
        } catch {
            completion(.failure(error))
        }
    }
}

import Transport

/// Keeps fast time from running away from the program at the other end of a connection: pings it every so often, and its
/// pong says that it has read what was sent before. Where the clock waits for nobody it does nothing.
final class Keepup {
    private let loop: EventLoop
    private let clock: RunClock
    private var question: (number: Int, payload: [UInt8])?
    private var askedAt: Duration?
    private var patience: LoopTimer?
    /// The other end answers no pings.
    private var isMute = false

    /// Of run time, from one question to the next.
    private static let interval = RunClock.stride
    /// Of real time: a program that reads answers in a millisecond, one that starts up in some hundred.
    private static let limit = Duration.seconds(2)

    init(_ loop: EventLoop, _ clock: RunClock) {
        self.loop = loop
        self.clock = clock
    }

    /// Something may have been sent.
    func follow(_ channel: WebSocketChannel?) {
        guard clock.waits, !isMute, question == nil, let channel, channel.isOpen else { return }
        let now = clock.now
        if let askedAt, now - askedAt < Self.interval { return }
        askedAt = now
        let number = clock.ask()
        let payload = Array("keepup-\(number)".utf8)
        question = (number, payload)
        channel.ping(payload)
        patience = loop.schedule(after: Self.limit) { [weak self] in
            guard let self, question?.number == number else { return }
            isMute = true
            clock.runUnchecked()
            end()
        }
    }

    /// - Returns: Whether the pong was the answer, which is nobody else's business.
    func takes(pong payload: [UInt8]) -> Bool {
        guard question?.payload == payload else { return false }
        end()
        return true
    }

    /// The connection has ended, or the question is answered.
    func end() {
        patience?.cancel()
        patience = nil
        guard let number = question?.number else { return }
        question = nil
        clock.answered(number)
    }
}

import Transport

/// Holds a sender up while its receiver has too much to take, so that a slow side costs no memory: the kernels' buffers fill instead.
final class Valve {
    private weak var source: WebSocketChannel?
    private weak var target: WebSocketChannel?
    private var isCheckPlanned = false
    /// Bytes that may wait for the target; some seconds of a Realtime session.
    private static let limit = 1 << 20

    init(source: WebSocketChannel, target: WebSocketChannel) {
        self.source = source
        self.target = target
    }

    /// After something was passed on. `drained` of the target opens the way again.
    func check() {
        guard !isCheckPlanned, let target, target.bytesQueued > Self.limit else { return }
        isCheckPlanned = true
        // What this turn has gathered goes to the kernel first: only what it left is news, and only after that comes `drained`.
        target.loop.later { [weak self] in
            guard let self else { return }
            isCheckPlanned = false
            if let target = self.target, target.isOpen, target.bytesQueued > Self.limit { source?.stopReading() }
        }
    }
}

// Ctrl-C and `kill` as callbacks, so that a run can end in order and leave a whole capture.

import CUV

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A signal that is delivered to the loop instead of ending the process. Does not keep the loop running.
package final class SignalWatch: LoopHandle {
    package enum Kind: CInt, Sendable, CaseIterable {
        /// Ctrl-C.
        case interrupt = 2
        /// `kill`, service managers, containers.
        case terminate = 15
    }

    private var body: (Kind) -> Void

    fileprivate init(_ loop: EventLoop, _ kind: Kind, _ body: @escaping (Kind) -> Void) {
        self.body = body
        super.init(loop, uv_signal_t.self)
        let watch = raw.assumingMemoryBound(to: uv_signal_t.self)
        uv_signal_init(loop.uv, watch)
        opened()
        uv_signal_start(
            watch,
            { handle, number in
                if let kind = Kind(rawValue: number) { SignalWatch.owner(of: handle)?.body(kind) }
            }, kind.rawValue)
        unreference()
    }

    /// The signal does again what it does by default.
    package func cancel() { closeHandle() }

    override func dropCallbacks() { body = { _ in } }
}

extension EventLoop {
    @discardableResult
    package func onSignal(
        _ kinds: [SignalWatch.Kind] = [.interrupt, .terminate], _ body: @escaping (SignalWatch.Kind) -> Void
    ) -> [SignalWatch] {
        // Whoever starts us from a worker thread may leave them blocked, and then Ctrl-C and `kill` would wait for ever.
        var wanted = sigset_t()
        sigemptyset(&wanted)
        for kind in kinds { sigaddset(&wanted, kind.rawValue) }
        pthread_sigmask(SIG_UNBLOCK, &wanted, nil)
        return kinds.map { SignalWatch(self, $0, body) }
    }
}

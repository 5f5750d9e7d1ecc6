// A call at a time to come, on the loop's clock.

import CUV

/// Fires once. Cancelling, or firing, lets go of the body; dropping the timer does not cancel it.
package final class LoopTimer: LoopHandle {
    /// On the loop's clock.
    package let deadline: Duration
    private var body: (() -> Void)?

    fileprivate init(_ loop: EventLoop, at deadline: Duration, _ body: @escaping () -> Void) {
        self.deadline = deadline
        self.body = body
        super.init(loop, uv_timer_t.self)
        let timer = raw.assumingMemoryBound(to: uv_timer_t.self)
        uv_timer_init(loop.uv, timer)
        opened()
        // libuv counts whole milliseconds from a time that it rounded down: with what it lost, rounded up, never early.
        uv_update_time(loop.uv)
        let lost = Duration.nanoseconds(Int64(clamping: uv_hrtime())) - .milliseconds(Int64(clamping: uv_now(loop.uv)))
        let remaining = deadline - loop.now
        let (seconds, attoseconds) = (remaining > .zero ? remaining + lost : .zero).components
        let milliseconds = UInt64(clamping: seconds).multipliedReportingOverflow(by: 1000)
        let rest = UInt64(clamping: (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
        let wait = milliseconds.overflow ? UInt64.max / 2 : milliseconds.partialValue + rest
        uv_timer_start(timer, { LoopTimer.owner(of: $0)?.fire() }, wait, 0)
    }

    package func cancel() { closeHandle() }

    override func dropCallbacks() { body = nil }

    private func fire() {
        let body = body
        cancel()
        body?()
    }
}

extension EventLoop {
    /// Calls `body` once, at `deadline` on `now`'s clock or up to 1 ms after it, never before.
    ///
    /// For pacing add to the last deadline, not to `now`: lateness then does not accumulate.
    @discardableResult
    package func schedule(at deadline: Duration, _ body: @escaping () -> Void) -> LoopTimer {
        LoopTimer(self, at: deadline, body)
    }

    @discardableResult
    package func schedule(after delay: Duration, _ body: @escaping () -> Void) -> LoopTimer {
        LoopTimer(self, at: now + delay, body)
    }
}

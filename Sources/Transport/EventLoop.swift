// The one thread on which everything happens: connections, timers and the engines they call.
// No locks, no tasks: whoever is called back is alone. A loop and all that hangs on it stay on the thread that runs it.

import CUV
import WebSocketWire

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A libuv loop with one monotonic clock.
package final class EventLoop {
    let uv: UnsafeMutablePointer<uv_loop_t>
    /// Bytes that arrive are read here and handed on at once, so that an idle connection owns no buffer.
    let receiveBuffer: UnsafeMutableRawBufferPointer
    /// Large buffers, lent to whoever is busy.
    let buffers = BufferPool()
    private let start: UInt64
    private var deferred: [() -> Void] = []
    private var hooks: [LoopHook] = []
    private var nudge: LoopHook?

    package init() {
        // A peer that has gone must be an error of the write, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        uv = UnsafeMutablePointer<uv_loop_t>.allocate(capacity: 1)
        guard uv_loop_init(uv) == 0 else {
            // Without epoll or kqueue, or without a single free descriptor, no program of ours can do anything.
            preconditionFailure("cannot create an event loop: out of file descriptors")
        }
        receiveBuffer = .allocate(byteCount: receiveBufferSize, alignment: 64)
        uv_loop_set_data(uv, receiveBuffer.baseAddress)
        start = uv_hrtime()
        hooks = [LoopHook(prepare: self), LoopHook(check: self)]
        nudge = LoopHook(idle: self)
    }

    deinit {
        receiveBuffer.deallocate()
        uv.deallocate()
    }

    /// Since the loop was made, in nanoseconds, on the clock that every connection and capture of this process shares.
    package var now: Duration {
        .nanoseconds(Int64(clamping: uv_hrtime() &- start))
    }

    /// Calls back until `stop`, or until nothing is open and no timer is waiting.
    package func run() {
        _ = uv_run(uv, UV_RUN_DEFAULT)
    }

    /// Makes `run` return after the callbacks of this turn.
    package func stop() {
        uv_stop(uv)
    }

    /// Runs `body` on this loop soon, after the callback that is running now.
    ///
    /// Output of connections is gathered and written the same way: once per turn.
    package func later(_ body: @escaping () -> Void) {
        deferred.append(body)
        if deferred.count == 1 { nudge?.startIdle() }
    }

    /// Closes every handle that is still open and frees the loop. For tests and for orderly ends; nothing may be called after it.
    package func shutDown() {
        runDeferred()
        for hook in hooks { hook.closeHandle() }
        nudge?.closeHandle()
        hooks = []
        nudge = nil
        uv_walk(uv, { handle, _ in LoopHandle.owner(of: handle)?.closeHandle() }, nil)
        // Each turn runs close callbacks, and what those defer; a name look-up that hangs in its thread is left behind.
        for _ in 0..<64 {
            guard uv_loop_close(uv) == UV_EBUSY.rawValue else { return }
            _ = uv_run(uv, UV_RUN_NOWAIT)
            runDeferred()
        }
    }

    /// Before and after the loop waits for the system: what a turn has gathered goes out.
    fileprivate func runDeferred() {
        // What a body defers runs in the same go, but a body that defers itself for ever must not starve the sockets.
        for _ in 0..<8 where !deferred.isEmpty {
            let bodies = deferred
            deferred = []
            for body in bodies { body() }
        }
        if deferred.isEmpty { nudge?.stopIdle() } else { nudge?.startIdle() }
    }
}

private let receiveBufferSize = 256 << 10

/// libuv asks where to put what arrives: into the loop's buffer, whoever it is for.
func lendReceiveBuffer(
    _ handle: UnsafeMutablePointer<uv_handle_t>?, _ wanted: Int, _ buffer: UnsafeMutablePointer<uv_buf_t>?
) {
    let loop = uv_handle_get_loop(handle)
    buffer?.pointee.base = uv_loop_get_data(loop)?.assumingMemoryBound(to: CChar.self)
    buffer?.pointee.len = receiveBufferSize
}

/// A point in each turn of the loop at which deferred work runs.
private final class LoopHook: LoopHandle {
    init(prepare loop: EventLoop) {
        super.init(loop, uv_prepare_t.self)
        let hook = raw.assumingMemoryBound(to: uv_prepare_t.self)
        uv_prepare_init(loop.uv, hook)
        opened()
        uv_prepare_start(hook) { LoopHook.owner(of: $0)?.loop.runDeferred() }
        unreference()
    }

    init(check loop: EventLoop) {
        super.init(loop, uv_check_t.self)
        let hook = raw.assumingMemoryBound(to: uv_check_t.self)
        uv_check_init(loop.uv, hook)
        opened()
        uv_check_start(hook) { LoopHook.owner(of: $0)?.loop.runDeferred() }
        unreference()
    }

    /// While started it keeps the loop from waiting.
    init(idle loop: EventLoop) {
        super.init(loop, uv_idle_t.self)
        uv_idle_init(loop.uv, raw.assumingMemoryBound(to: uv_idle_t.self))
        opened()
    }

    func startIdle() {
        uv_idle_start(raw.assumingMemoryBound(to: uv_idle_t.self)) { _ in }
    }

    func stopIdle() {
        uv_idle_stop(raw.assumingMemoryBound(to: uv_idle_t.self))
    }
}

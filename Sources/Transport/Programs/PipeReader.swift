// The reading end of a pipe on the loop.

import CUV

final class PipeReader: LoopHandle {
    private var received: (UnsafeRawBufferPointer) -> Void
    private var ended: () -> Void

    /// - Parameters:
    ///   - descriptor: Owned from here on.
    ///   - ended: Called once, when nothing more can come.
    init(
        _ loop: EventLoop, _ descriptor: CInt, received: @escaping (UnsafeRawBufferPointer) -> Void,
        ended: @escaping () -> Void
    ) {
        self.received = received
        self.ended = ended
        super.init(loop, uv_pipe_t.self)
        uv_pipe_init(loop.uv, raw.assumingMemoryBound(to: uv_pipe_t.self), 0)
        opened()
        uv_pipe_open(raw.assumingMemoryBound(to: uv_pipe_t.self), descriptor)
        uv_read_start(
            raw.assumingMemoryBound(to: uv_stream_t.self), lendReceiveBuffer,
            { handle, count, buffer in
                guard let pipe = PipeReader.owner(of: handle), let buffer else { return }
                if count > 0 {
                    pipe.received(UnsafeRawBufferPointer(start: buffer.pointee.base, count: count))
                } else if count < 0 {
                    let ended = pipe.ended
                    pipe.closeHandle()
                    ended()
                }
            })
    }

    override func dropCallbacks() {
        received = { _ in }
        ended = {}
    }
}

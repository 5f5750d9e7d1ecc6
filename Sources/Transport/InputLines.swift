// Lines of standard input as a signal on the loop: that one has come, and not what it says.

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A terminal, a pipe and a file are read alike, by a thread that may wait for ever; the loop never does.
package final class InputLines {
    private var reader: PipeReader?

    /// - Parameters:
    ///   - onLine: Called once for each line.
    ///   - onEnd: Called when no more can come.
    package init(
        _ loop: EventLoop, descriptor: CInt = 0, onLine: @escaping () -> Void, onEnd: @escaping () -> Void
    ) throws(TransportError) {
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .cannotRun("a thread that reads lines", reason: describe(-errno)) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let bell = ends[1]
        let isReading = Workers.detach {
            var bytes = [UInt8](repeating: 0, count: 4_096)
            while true {
                let count = read(descriptor, &bytes, bytes.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                let lines = [UInt8](repeating: 1, count: bytes.prefix(count).count { $0 == UInt8(ascii: "\n") })
                if !lines.isEmpty, write(bell, lines, lines.count) < 0 { break }
            }
            close(bell)
        }
        guard isReading else {
            for end in ends { close(end) }
            throw .cannotRun("a thread that reads lines", reason: describe(-EAGAIN))
        }
        reader = PipeReader(
            loop, ends[0], received: { bytes in for _ in 0..<bytes.count { onLine() } }, ended: onEnd)
    }

    /// Lines that come from now on are nobody's.
    package func cancel() {
        reader?.closeHandle()
        reader = nil
    }
}

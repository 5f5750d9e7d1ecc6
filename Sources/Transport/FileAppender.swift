// Appends to a file as a run goes on: buffered, flushed at most 200 ms late, and a full disk is news rather than an end.

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

package final class FileAppender {
    package let path: String
    /// The first error; what is appended after it is dropped and counted.
    package private(set) var failure: TransportError?
    package private(set) var bytesDropped = 0
    /// Called once, with `failure`.
    package var onFailure: (TransportError) -> Void = { _ in }

    private let loop: EventLoop
    private var descriptor: CInt
    private var buffer: [UInt8] = []
    private var timer: LoopTimer?
    private static let limit = 256 << 10

    /// - Parameter truncating: An existing file is emptied; otherwise it is appended to. Missing folders are made.
    package init(_ loop: EventLoop, path: String, truncating: Bool = true) throws(TransportError) {
        self.loop = loop
        self.path = path
        try Files.makeDirectory(Files.parent(path))
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | (truncating ? O_TRUNC : 0), 0o644)
        guard descriptor >= 0 else { throw Files.failed("write", path) }
    }

    deinit {
        if descriptor >= 0 { closeDescriptor(descriptor) }
    }

    package func append(_ text: String) {
        var text = text
        text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    package func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes(append)
    }

    package func append(_ bytes: UnsafeRawBufferPointer) {
        guard failure == nil, descriptor >= 0 else {
            bytesDropped += bytes.count
            return
        }
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.limit {
            flush()
        } else if timer == nil {
            timer = loop.schedule(after: .milliseconds(200)) { [weak self] in self?.flush() }
        }
    }

    /// Hands everything to the kernel now.
    package func flush() {
        timer?.cancel()
        timer = nil
        guard !buffer.isEmpty, descriptor >= 0 else { return }
        let number = buffer.withUnsafeBytes { writeAll(descriptor, $0) }
        if number != 0 {
            bytesDropped += buffer.count
            let error = Files.failed("write", path, number)
            failure = error
            onFailure(error)
        }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Flushes and closes; appending after it is counted as dropped.
    package func close() {
        flush()
        guard descriptor >= 0 else { return }
        closeDescriptor(descriptor)
        descriptor = -1
    }
}

/// `close` of the C library, which the method of that name hides.
private func closeDescriptor(_ descriptor: CInt) {
    _ = close(descriptor)
}

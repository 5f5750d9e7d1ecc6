// Reads files and standard input of any size in large pieces, each followed by bytes that a vector parser may overread.

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

package final class ChunkReader {
    /// Readable bytes behind the end of every chunk; simdjson wants 64.
    package static let padding = 64

    private let path: String
    private let descriptor: CInt
    private let buffer: UnsafeMutableRawBufferPointer
    private let chunkSize: Int

    /// - Parameters:
    ///   - path: `-` is standard input.
    ///   - chunkSize: Bytes. What fits the second-level cache is still there when it is parsed.
    package init(path: String, chunkSize: Int = 1 << 20) throws(TransportError) {
        self.path = path == "-" ? "standard input" : path
        guard path == "-" || !Files.isDirectory(path) else {
            throw .file(path: path, action: "read", reason: "it is a folder, name the files in it")
        }
        descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Files.failed("read", path) }
        self.chunkSize = max(1, chunkSize)
        buffer = .allocate(byteCount: self.chunkSize + Self.padding, alignment: 64)
        buffer.initializeMemory(as: UInt8.self, repeating: 0)
    }

    deinit {
        if descriptor > 0 { close(descriptor) }
        buffer.deallocate()
    }

    /// Bytes of a plain file, as far as the system tells; 0 of what flows.
    var expectedSize: Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return 0 }
        return max(0, Int(status.st_size))
    }

    /// The next bytes, as many as came at once, never none; nil at the end. Valid until the next call.
    package func next() throws(TransportError) -> UnsafeRawBufferPointer? {
        var count = 0
        repeat {
            count = read(descriptor, buffer.baseAddress, chunkSize)
        } while count < 0 && errno == EINTR
        guard count >= 0 else { throw Files.failed("read", path) }
        return count == 0 ? nil : UnsafeRawBufferPointer(rebasing: buffer[0..<count])
    }
}

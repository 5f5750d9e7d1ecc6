// A file that a thread appends to, which may wait for its disk: a write that fails leaves no half of itself behind.

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

package final class GrowingFile {
    /// One that was opened by somebody who could still say that it cannot be.
    package struct Opened: Sendable {
        package var path: String
        fileprivate var descriptor: CInt

        /// An existing file is emptied; missing folders are made.
        package init(_ path: String) throws(TransportError) {
            self.path = path
            try Files.makeDirectory(Files.parent(path))
            descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_TRUNC | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else { throw Files.failed("write", path) }
        }
    }

    package let path: String
    /// In bytes, of what was appended whole.
    package private(set) var size = 0
    private var descriptor: CInt
    /// Half of a write may stand at the end, in a file that cannot be cut.
    private var isTorn = false

    package init(_ opened: Opened) {
        path = opened.path
        descriptor = opened.descriptor
    }

    deinit { closeFile() }

    /// All of it or nothing.
    package func append(_ bytes: UnsafeRawBufferPointer) throws(TransportError) {
        guard descriptor >= 0 else { throw .file(path: path, action: "write", reason: "it is closed") }
        var number = CInt(0)
        if isTorn { number = [UInt8(ascii: "\n")].withUnsafeBytes { writeAll(descriptor, $0) } }
        if number == 0 {
            isTorn = false
            number = writeAll(descriptor, bytes)
        }
        guard number == 0 else {
            // Not every file can be cut: a device or a pipe keeps what it has.
            if ftruncate(descriptor, off_t(size)) != 0 { isTorn = true }
            throw Files.failed("write", path, number)
        }
        size += bytes.count
    }

    /// Returns when the disk has it.
    package func sync() throws(TransportError) {
        guard descriptor >= 0, fsync(descriptor) != 0, errno != EINVAL, errno != EROFS else { return }
        throw Files.failed("write", path)
    }

    package func closeFile() {
        guard descriptor >= 0 else { return }
        close(descriptor)
        descriptor = -1
    }
}

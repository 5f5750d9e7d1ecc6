// Small and whole files: read, write so that a reader never sees half of one, make folders, ask what is there.

import CUV

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

package enum Files {
    package static func exists(_ path: String) -> Bool { mode(path) != nil }

    package static func isDirectory(_ path: String) -> Bool { mode(path).map { $0 & S_IFMT == S_IFDIR } ?? false }

    /// A file on a disk, which can be read again; neither a pipe nor a device.
    package static func isPlain(_ path: String) -> Bool { mode(path).map { $0 & S_IFMT == S_IFREG } ?? false }

    /// In bytes; nil when there is no such file.
    package static func size(_ path: String) -> Int? {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : nil
    }

    /// What changes when a file is written: its size and the time of its last change in nanoseconds. Nil when it is not there.
    package static func stamp(_ path: String) -> [Int]? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        #if canImport(Glibc)
            let time = status.st_mtim
        #else
            let time = status.st_mtimespec
        #endif
        return [Int(status.st_size), time.tv_sec, time.tv_nsec, Int(status.st_ino)]
    }

    /// Names of a folder's entries, sorted by bytes, without `.` and `..`.
    package static func list(_ path: String) throws(TransportError) -> [String] {
        guard let folder = opendir(path) else { throw failed("list", path) }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The whole file.
    ///
    /// - Parameter limit: Bytes; a larger file is an error, so that `/dev/zero` cannot eat the memory.
    package static func read(_ path: String, limit: Int = 256 << 20) throws(TransportError) -> [UInt8] {
        let reader = try ChunkReader(path: path, chunkSize: 256 << 10)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(reader.expectedSize, limit))
        while let chunk = try reader.next() {
            guard bytes.count + chunk.count <= limit else {
                throw tooLarge(path, limit: limit)
            }
            bytes.append(contentsOf: chunk)
        }
        return bytes
    }

    /// - Parameter limit: Bytes.
    package static func tooLarge(_ path: String, limit: Int) -> TransportError {
        .file(path: path, action: "read", reason: "it has more than \(limit >> 20) MiB")
    }

    /// Writes beside the file and renames, so that a reader sees the old file or the new one. Missing folders are made.
    ///
    /// - Parameter mode: Permissions of a new file; 0o600 for keys.
    package static func write(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o644) throws(TransportError) {
        try makeDirectory(parent(path))
        let temporary = "\(path).\(Surroundings.processID)"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode_t(mode))
        guard descriptor >= 0 else { throw failed("write", path) }
        var failure = bytes.withUnsafeBytes { writeAll(descriptor, $0) }
        if close(descriptor) != 0, failure == 0 { failure = errno }
        if failure == 0, rename(temporary, path) != 0 { failure = errno }
        guard failure == 0 else {
            unlink(temporary)
            throw failed("write", path, failure)
        }
    }

    package static func write(_ text: String, to path: String) throws(TransportError) {
        try write(Array(text.utf8), to: path)
    }

    /// Behind what is there already, for files that others write to as well.
    package static func append(_ text: String, to path: String) throws(TransportError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failed("write", path) }
        var text = text
        let failure = text.withUTF8 { writeAll(descriptor, UnsafeRawBufferPointer($0)) }
        guard close(descriptor) == 0, failure == 0 else { throw failed("write", path, failure == 0 ? errno : failure) }
    }

    /// With all folders above it; one that is there already is fine.
    package static func makeDirectory(_ path: String) throws(TransportError) {
        guard !path.isEmpty, !isDirectory(path) else { return }
        let above = parent(path)
        if above != path { try makeDirectory(above) }
        if mkdir(path, 0o755) != 0, !(errno == EEXIST && isDirectory(path)) { throw failed("make the folder", path) }
    }

    /// Removes one file; one that is not there is fine.
    package static func remove(_ path: String) throws(TransportError) {
        if unlink(path) != 0, errno != ENOENT { throw failed("remove", path) }
    }

    /// The folder that holds `path`; `/` and `.` are their own.
    package static func parent(_ path: String) -> String {
        var rest = Substring(path)
        while rest.count > 1, rest.hasSuffix("/") { rest.removeLast() }
        guard let slash = rest.lastIndex(of: "/") else { return "." }
        return slash == rest.startIndex ? "/" : String(rest[..<slash])
    }

    /// Without symbolic links; nil when there is no such file.
    package static func realPath(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    static func failed(_ action: String, _ path: String, _ number: CInt = errno) -> TransportError {
        .file(path: path, action: action, reason: describe(-number))
    }

    private static func mode(_ path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode : nil
    }
}

/// Writes all of it, also where the descriptor takes it in pieces.
///
/// - Returns: 0, or the error number.
func writeAll(_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer) -> CInt {
    var done = 0
    while done < bytes.count {
        let count = write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
        if count > 0 {
            done += count
        } else if count < 0, errno == EINTR {
            continue
        } else if count < 0, errno == EAGAIN {
            // A terminal or pipe that someone else made non-blocking.
            var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            _ = poll(&waiting, 1, -1)
        } else {
            return count < 0 ? errno : EIO
        }
    }
    return 0
}

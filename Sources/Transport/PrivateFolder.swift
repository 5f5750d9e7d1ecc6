// A folder that nobody else may look into, for keys and other things of one run; it goes with its owner.

import CUV

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

package final class PrivateFolder {
    package let path: String
    /// Locked for as long as we live: the system lets go of it however we end.
    private let lock: Int32

    private static let prefix = "realtime-doctor-"
    private static let lockName = ".owner"

    /// Those that a killed run has left are removed as well.
    ///
    /// - Parameter environment: `TMPDIR` says where; `/tmp` else.
    package init(environment: [String: String]) throws(TransportError) {
        let place = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        PrivateFolder.sweep(place)
        var template = Array("\(place)/\(PrivateFolder.prefix)XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Files.failed("make a folder in", place) }
        path = String(decoding: template.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        lock = PrivateFolder.makeLock(in: path)
    }

    deinit {
        remove()
        if lock >= 0 { close(lock) }
    }

    /// Writes a file that its owner alone can read, unless others are to.
    package func write(_ bytes: [UInt8], as name: String) throws(TransportError) -> String {
        let file = "\(path)/\(name)"
        try Files.write(bytes, to: file)
        return file
    }

    package func write(_ text: String, as name: String) throws(TransportError) -> String {
        try write(Array(text.utf8), as: name)
    }

    /// With the files in it; there are no folders in it. Doing it twice is harmless.
    package func remove() { PrivateFolder.remove(path) }

    private static func remove(_ path: String) {
        for name in (try? Files.list(path)) ?? [] { unlink("\(path)/\(name)") }
        rmdir(path)
    }

    // MARK: Whose owner is dead

    /// The file gets its name when it is locked, so that nobody sees it without its lock. Without one, as where a file system has no
    /// locks, a folder is never swept away.
    private static func makeLock(in path: String) -> Int32 {
        let unnamed = "\(path)/\(lockName).new"
        let descriptor = open(unnamed, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return -1 }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, rename(unnamed, "\(path)/\(lockName)") == 0 else {
            close(descriptor)
            return -1
        }
        return descriptor
    }

    /// Only folders of our own user that nobody else can write to: a link or a stranger's folder is left alone.
    private static func sweep(_ place: String) {
        for name in (try? Files.list(place)) ?? [] where name.hasPrefix(prefix) {
            let path = "\(place)/\(name)"
            var status = stat()
            guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_mode & 0o077 == 0,
                status.st_uid == geteuid()
            else { continue }
            let descriptor = open("\(path)/\(lockName)", O_RDWR | O_CLOEXEC | O_NOFOLLOW)
            guard descriptor >= 0 else { continue }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { remove(path) }
            close(descriptor)
        }
    }
}

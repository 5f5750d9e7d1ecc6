// A folder that nobody else may look into, for keys and other things of one run; it goes with its owner.

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

package final class PrivateFolder {
    package let path: String

    /// - Parameter environment: `TMPDIR` says where; `/tmp` else.
    package init(environment: [String: String]) throws(TransportError) {
        let place = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        var template = Array("\(place)/realtime-doctor-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Files.failed("make a folder in", place) }
        path = String(decoding: template.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { remove() }

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
    package func remove() {
        for name in (try? Files.list(path)) ?? [] { unlink("\(path)/\(name)") }
        rmdir(path)
    }
}

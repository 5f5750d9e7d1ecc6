// Waits for many sockets at once.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

struct SocketSet {
    private var entries: [pollfd]

    init(_ sockets: [LoadSocket]) {
        entries = sockets.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
    }

    /// No longer waited for.
    mutating func remove(_ index: Int) { entries[index].fd = -1 }

    /// Indices of the sockets that have something to read.
    ///
    /// - Parameter milliseconds: Longest wait.
    mutating func ready(within milliseconds: CInt) -> [Int] {
        guard poll(&entries, nfds_t(entries.count), milliseconds) > 0 else { return [] }
        return entries.indices.filter { entries[$0].revents != 0 }
    }
}

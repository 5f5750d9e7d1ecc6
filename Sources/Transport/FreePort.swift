// A port that nobody listens on, for a program that cannot choose one itself.

package enum FreePort {
    /// Free just now; whoever it is for has to be quick.
    ///
    /// - Parameter taken: Given out before, and perhaps not listened on yet.
    package static func find(_ loop: EventLoop, except taken: Set<Int> = []) throws(TransportError) -> Int {
        var held: [TCPListener] = []
        defer { for listener in held { listener.close() } }
        while true {
            let listener = try TCPListener(loop, host: "127.0.0.1", port: 0) { $0.close() }
            held.append(listener)
            // Those that were refused stay open until then, so that the system gives another.
            if !taken.contains(listener.port) { return listener.port }
        }
    }
}

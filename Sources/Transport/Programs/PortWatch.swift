// Waits until somebody listens on a port, without disturbing who does: a connection that says nothing and goes away makes
// many servers print a page of traceback.

package final class PortWatch {
    package enum Outcome: Sendable, Equatable {
        case listening
        case timedOut
    }

    private let loop: EventLoop
    private let host: String
    private let port: Int
    private let deadline: Duration
    private var completion: ((Outcome) -> Void)?
    private var timer: LoopTimer?
    private var attempt: Dialer?

    private static let pause: Duration = .milliseconds(25)

    /// - Parameters:
    ///   - patience: How long to wait; the port is asked at least once.
    ///   - completion: Called once, never before this returns; not after `cancel`.
    package init(
        _ loop: EventLoop, host: String, port: Int, patience: Duration, completion: @escaping (Outcome) -> Void
    ) {
        self.loop = loop
        self.host = host
        self.port = port
        self.completion = completion
        deadline = loop.now + patience
        timer = loop.schedule(after: .zero) { [self] in ask() }
    }

    package func cancel() {
        completion = nil
        timer?.cancel()
        attempt?.cancel()
    }

    private func ask() {
        if PortWatch.isOfThisMachine(host), let listening = ListeningPorts.now {
            answer(listening.contains(port))
        } else {
            knock()
        }
    }

    private func knock() {
        var options = ConnectionOptions()
        options.timeouts.tcp = .seconds(1)
        let dialer = Dialer(
            Endpoint(isSecure: false, host: host, port: port), options: options, loop: loop, progress: { _ in }
        ) { [self] result in
            attempt = nil
            if case .success(let stream) = result { stream.close() }
            answer((try? result.get()) != nil)
        }
        attempt = dialer
        dialer.start()
    }

    private func answer(_ isListening: Bool) {
        guard let completion else { return }
        guard isListening || loop.now >= deadline else {
            timer = loop.schedule(after: Self.pause) { [self] in ask() }
            return
        }
        self.completion = nil
        completion(isListening ? .listening : .timedOut)
    }

    package static func isOfThisMachine(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host == "0.0.0.0"
            || (host.hasPrefix("127.") && SocketAddress(literal: host, port: 0) != nil)
    }
}

/// Ports of this machine on which somebody listens, on loopback or everywhere.
package enum ListeningPorts {
    /// Nil where the system has no such table.
    package static var now: Set<Int>? {
        let tables = ["/proc/self/net/tcp", "/proc/self/net/tcp6"].compactMap { try? Files.read($0) }
        guard !tables.isEmpty else { return nil }
        return Set(tables.flatMap { ports(inTable: String(decoding: $0, as: UTF8.self)) })
    }

    /// - Parameter table: As proc(5) describes /proc/net/tcp: hexadecimal local address and port in the second column, the
    ///   state in the fourth; 0A is LISTEN.
    static func ports(inTable table: String) -> [Int] {
        table.split(separator: "\n").dropFirst().compactMap { line in
            let columns = line.split(separator: " ", maxSplits: 4)
            guard columns.count > 3, columns[3] == "0A", let colon = columns[1].lastIndex(of: ":") else { return nil }
            let address = columns[1][..<colon]
            // Addresses are in the machine's byte order: 127.0.0.1 ends in 7F, ::1 in 01000000.
            let isNear =
                address.allSatisfy { $0 == "0" } || address.hasSuffix("7F")
                || address == "00000000000000000000000001000000"
            return isNear ? Int(columns[1][columns[1].index(after: colon)...], radix: 16) : nil
        }
    }
}
